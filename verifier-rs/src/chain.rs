//! Replays a chain: the genesis document, then one line for each block, with the state root after it.
use std::io::BufRead;

use serde_json::{Value, json};

use crate::bytes::{from_base64, hex, hex_array};
use crate::genesis;
use crate::groth16::Key;
use crate::machine::{Evidence, Machine, Outcome};
use crate::refuse::{Refused, Res};

fn malformed(what: &str) -> Refused {
    Refused::new("ledger/chain-lines", format!("these are not the lines of a chain: {what}"))
}

fn answer(outcome: Res<Outcome>) -> Value {
    match outcome {
        Err(refused) => json!(refused.code),
        Ok(Outcome::Repeated) => json!("repeated"),
        Ok(Outcome::Attestation { last: true }) => json!("final"),
        Ok(_) => json!("accepted"),
    }
}

/// Applies all blocks; `say` gets a line for each, with the state root and the answer to each transaction. Refusal: a state root is another.
pub fn replay(lines: impl BufRead, key: Option<Key>, mut say: impl FnMut(Value)) -> Res<u64> {
    let mut lines = lines.lines().map(|line| line.ok().and_then(|line| serde_json::from_str::<Value>(&line).ok()));
    let first = lines.next().flatten().ok_or_else(|| malformed("no first line"))?;
    let genesis = genesis::read(first["genesis"].as_str().ok_or_else(|| malformed("no genesis"))?.as_bytes())?;
    let mut machine = Machine::new(&genesis, Evidence::AtOnce);
    machine.queue.key = key;
    for line in lines {
        let block = line.ok_or_else(|| malformed("a line is not JSON"))?;
        let height = block["height"].as_u64().filter(|height| *height == machine.height + 1);
        let height = height.ok_or_else(|| malformed("a height does not follow"))?;
        let transactions = block["transactions"].as_array().ok_or_else(|| malformed("no transactions"))?;
        machine.advance(height);
        let mut answers = vec![];
        for transaction in transactions {
            let bytes = transaction.as_str().and_then(from_base64).ok_or_else(|| malformed("a transaction"))?;
            answers.push(answer(machine.apply(&bytes)));
        }
        let root = machine.state_root();
        let results: Vec<&str> =
            machine.processes.iter().filter_map(|it| it.counted.as_ref()).map(|it| it.results.as_str()).collect();
        say(json!({ "height": height, "stateRoot": hex(&root), "answers": answers, "results": results }));
        let expected = block["stateRoot"].as_str().map(hex_array::<32>);
        if expected.is_some_and(|expected| expected != Some(root)) {
            return Err(Refused::new(
                "ledger/other-root",
                format!("block {height} gives another state root: {}", hex(&root)),
            ));
        }
    }
    Ok(machine.height)
}
