//! ark-groth16 on a key and a witness of circom's: `psephos-bench-native KEY.zkey WITNESS.wtns ROUNDS`. Prints one line of JSON with the
//! milliseconds of each round, after one that is not counted. `RAYON_NUM_THREADS` says how many threads. Every proof is verified.
mod files;
mod reduction;

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::{Groth16, prepare_verifying_key};
use reduction::CircomReduction;
use std::{env, fs, time::Instant};

fn main() {
    let args: Vec<String> = env::args().collect();
    let [_, key, witness, rounds] = args.as_slice() else {
        panic!("psephos-bench-native KEY.zkey WITNESS.wtns ROUNDS");
    };
    let (key, matrices) = files::read_key(&fs::read(key).expect("the key"));
    let wires = files::read_witness(&fs::read(witness).expect("the witness"));
    let inputs = matrices.num_instance_variables;
    let rng = &mut ark_std::rand::rngs::OsRng;
    let mut times = Vec::new();
    for round in 0..=rounds.parse::<usize>().expect("a number of rounds") {
        let (r, s) = (Fr::rand(rng), Fr::rand(rng));
        let start = Instant::now();
        let proof = Groth16::<Bn254, CircomReduction>::create_proof_with_reduction_and_matrices(
            &key,
            r,
            s,
            &matrices,
            inputs,
            matrices.num_constraints,
            &wires,
        )
        .expect("a proof");
        let elapsed = start.elapsed().as_secs_f64() * 1000.0;
        if round > 0 {
            times.push(elapsed);
        }
        let valid = Groth16::<Bn254>::verify_proof(&prepare_verifying_key(&key.vk), &proof, &wires[1..inputs]);
        assert!(valid.expect("an answer"), "the proof is not valid");
    }
    println!("{{\"ms\":{times:?}}}");
}
