//! circom's files: sections of a type, a length and content. Keys are snarkjs's (`.zkey`): coordinates are in Montgomery form, and the
//! coefficients are multiplied by 2^512. What is read is trusted.
use ark_bn254::{Bn254, Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ff::{BigInt, PrimeField};
use ark_groth16::{ProvingKey, VerifyingKey};
use ark_relations::r1cs::{ConstraintMatrices, Matrix};

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }
    fn u32(&mut self) -> usize {
        u32::from_le_bytes(self.take(4).try_into().unwrap()) as usize
    }
    fn integer(&mut self) -> BigInt<4> {
        BigInt(std::array::from_fn(|_| u64::from_le_bytes(self.take(8).try_into().unwrap())))
    }
    fn fq(&mut self) -> Fq {
        Fq::new_unchecked(self.integer())
    }
    fn g1(&mut self) -> G1Affine {
        let (x, y) = (self.fq(), self.fq());
        if x == Fq::from(0) && y == x { G1Affine::identity() } else { G1Affine::new_unchecked(x, y) }
    }
    fn g2(&mut self) -> G2Affine {
        let (x, y) = (Fq2::new(self.fq(), self.fq()), Fq2::new(self.fq(), self.fq()));
        if x == Fq2::from(0) && y == x { G2Affine::identity() } else { G2Affine::new_unchecked(x, y) }
    }
}

/// The content of the section of this type.
fn section<'a>(bytes: &'a [u8], magic: &[u8], wanted: usize) -> Reader<'a> {
    let mut reader = Reader(bytes);
    assert_eq!(reader.take(4), magic, "not the expected kind of file");
    reader.u32();
    for _ in 0..reader.u32() {
        let kind = reader.u32();
        let length = u64::from_le_bytes(reader.take(8).try_into().unwrap());
        let content = reader.take(length as usize);
        if kind == wanted {
            return Reader(content);
        }
    }
    panic!("section {wanted} is missing");
}

/// The values of a `.wtns` file.
pub fn read_witness(bytes: &[u8]) -> Vec<Fr> {
    section(bytes, b"wtns", 2).0.chunks_exact(32).map(Fr::from_le_bytes_mod_order).collect()
}

/// The key, and the matrices A and B of its circuit without the rows of public signals, which arkworks adds.
pub fn read_key(bytes: &[u8]) -> (ProvingKey<Bn254>, ConstraintMatrices<Fr>) {
    let part = |kind: usize| section(bytes, b"zkey", kind);
    let mut header = part(2);
    header.take(2 * (4 + 32));
    let (wires, public, domain) = (header.u32(), header.u32(), header.u32());
    let (alpha_g1, beta_g1, beta_g2) = (header.g1(), header.g1(), header.g2());
    let (gamma_g2, delta_g1, delta_g2) = (header.g2(), header.g1(), header.g2());
    let g1s = |kind: usize, count: usize| {
        let mut points = part(kind);
        (0..count).map(|_| points.g1()).collect::<Vec<_>>()
    };
    let mut in_g2 = part(7);
    let key = ProvingKey {
        vk: VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, gamma_abc_g1: g1s(3, public + 1) },
        beta_g1,
        delta_g1,
        a_query: g1s(5, wires),
        b_g1_query: g1s(6, wires),
        b_g2_query: (0..wires).map(|_| in_g2.g2()).collect(),
        h_query: g1s(9, domain),
        l_query: g1s(8, wires - public - 1),
    };

    let mut coefficients = part(4);
    let mut rows: [Matrix<Fr>; 2] = [vec![vec![]; domain], vec![vec![]; domain]];
    let mut last = 0;
    for _ in 0..coefficients.u32() {
        let (matrix, row, wire) = (coefficients.u32(), coefficients.u32(), coefficients.u32());
        let value = Fr::new_unchecked(Fr::new_unchecked(coefficients.integer()).into_bigint());
        rows[matrix][row].push((value, wire));
        last = last.max(row);
    }
    let num_constraints = last - public;
    let [mut a, mut b] = rows;
    a.truncate(num_constraints);
    b.truncate(num_constraints);
    let entries = |matrix: &Matrix<Fr>| matrix.iter().map(Vec::len).sum();
    let matrices = ConstraintMatrices {
        num_instance_variables: public + 1,
        num_witness_variables: wires - public - 1,
        num_constraints,
        a_num_non_zero: entries(&a),
        b_num_non_zero: entries(&b),
        c_num_non_zero: 0,
        a,
        b,
        c: vec![],
    };
    (key, matrices)
}
