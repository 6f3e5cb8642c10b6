//! The keykeepers' transactions.
use crate::bytes::{Address, B32};
use crate::ceremony::{Ceremony, Kind, Phase as Window};
use crate::ensure;
use crate::facts::Fact;
use crate::machine::{Machine, Outcome};
use crate::process::{CANCELED, Phase, Rollup};
use crate::refuse::Res;

impl Machine<'_> {
    fn ceremony(&self, id: &B32, round: u8) -> Res<(usize, &Ceremony)> {
        let number = self.number_of(id)?;
        let ceremony = self.processes[number].ceremony.as_ref();
        ensure!(
            ceremony.is_some(),
            "ledger/no-ceremony",
            "the process takes ballots in the clear: it has no key ceremony"
        );
        let ceremony = ceremony.expect("checked");
        ensure!(ceremony.round == round, "ledger/round", "the ceremony is in round {}, not {round}", ceremony.round);
        Ok((number, ceremony))
    }

    fn window(&self, number: usize, window: Window) -> Res<()> {
        let process = &self.processes[number];
        ensure!(process.status != CANCELED, "ledger/canceled", "the process was canceled: its keys are not used");
        ensure!(process.ended_at == 0, "ledger/ended", "the process has ended: it no longer needs a key");
        let present = process.ceremony.as_ref().expect("checked").phase;
        ensure!(present == window, "seal/window", "the ceremony is in another phase");
        Ok(())
    }

    fn signed(&mut self, digest: B32, signature: [u8; 65], keykeeper: &Address) -> Res<()> {
        let fact = Fact::Signature { digest, signature, address: *keykeeper };
        self.ask(fact, "ledger/signature", "the signature of a keykeeper's message was not made by the keykeeper")
    }

    fn put(&mut self, number: usize, ceremony: Ceremony) -> Res<Outcome> {
        self.processes[number].ceremony = Some(ceremony);
        Ok(Outcome::Message)
    }

    pub(crate) fn deal(
        &mut self,
        id: &B32,
        round: u8,
        keykeeper: &Address,
        deal: &[u8],
        signature: [u8; 65],
    ) -> Res<Outcome> {
        let (number, ceremony) = self.ceremony(id, round)?;
        self.window(number, Window::Deal)?;
        let (digest, next) = ceremony.deal(keykeeper, deal)?;
        self.signed(digest, signature, keykeeper)?;
        self.put(number, next)
    }

    pub(crate) fn complain(
        &mut self,
        id: &B32,
        round: u8,
        dealer: u8,
        place: u8,
        point: &B32,
        proof: &[u8; 64],
    ) -> Res<Outcome> {
        let (number, ceremony) = self.ceremony(id, round)?;
        ensure_threshold(ceremony)?;
        self.window(number, Window::Complain)?;
        let next = ceremony.complain(dealer, place, point, proof)?;
        self.put(number, next)
    }

    pub(crate) fn confirm(&mut self, id: &B32, round: u8, keykeeper: &Address, signature: [u8; 65]) -> Res<Outcome> {
        let (number, ceremony) = self.ceremony(id, round)?;
        ensure_threshold(ceremony)?;
        self.window(number, Window::Confirm)?;
        ceremony.ensure_keykeeper(keykeeper)?;
        let (digest, next) = ceremony.confirm(keykeeper)?;
        self.signed(digest, signature, keykeeper)?;
        self.put(number, next)
    }

    pub(crate) fn reveal(&mut self, id: &B32, round: u8, place: u8, secret: &B32) -> Res<Outcome> {
        let (number, ceremony) = self.ceremony(id, round)?;
        let process = &self.processes[number];
        ensure!(process.status != CANCELED, "ledger/canceled", "the process was canceled: its keys are not used");
        ensure!(
            process.counted.is_none(),
            "ledger/revealed",
            "the votes are already counted: no further key is needed"
        );
        let late = process.phase() == Phase::Ended && process.rollup != Rollup::Open && ceremony.phase == Window::Done;
        ensure!(late, "ledger/too-early", "a key was revealed before the end");
        let next = ceremony.reveal(place, secret)?;
        self.put(number, next)?;
        self.try_finish(number);
        Ok(Outcome::Message)
    }
}

fn ensure_threshold(ceremony: &Ceremony) -> Res<()> {
    ensure!(
        matches!(ceremony.kind, Kind::Threshold { .. }),
        "ledger/no-ceremony",
        "ballots that are sealed in layers have no complaints and confirmations"
    );
    Ok(())
}
