//! The quotient as snarkjs's keys want it: A B - C at the odd points of a domain of twice the size. After ark-circom's `CircomReduction`
//! (https://github.com/arkworks-rs/circom-compat, MIT or Apache-2.0).
use ark_ff::PrimeField;
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP, evaluate_constraint};
use ark_poly::EvaluationDomain;
use ark_relations::r1cs::{ConstraintMatrices, ConstraintSystemRef, Result, SynthesisError};
use rayon::prelude::*;

pub struct CircomReduction;

impl R1CSToQAP for CircomReduction {
    #[allow(clippy::type_complexity)]
    fn instance_map_with_evaluation<F: PrimeField, D: EvaluationDomain<F>>(
        cs: ConstraintSystemRef<F>,
        t: &F,
    ) -> Result<(Vec<F>, Vec<F>, Vec<F>, F, usize, usize)> {
        LibsnarkReduction::instance_map_with_evaluation::<F, D>(cs, t)
    }

    fn witness_map_from_matrices<F: PrimeField, D: EvaluationDomain<F>>(
        matrices: &ConstraintMatrices<F>,
        inputs: usize,
        constraints: usize,
        wires: &[F],
    ) -> Result<Vec<F>> {
        let domain = D::new(constraints + inputs).ok_or(SynthesisError::PolynomialDegreeTooLarge)?;
        let size = domain.size();
        let shift = D::new(2 * size).ok_or(SynthesisError::PolynomialDegreeTooLarge)?.element(1);
        let mut a = vec![F::zero(); size];
        let mut b = vec![F::zero(); size];
        a[..constraints].par_iter_mut().zip(&matrices.a).for_each(|(a, row)| *a = evaluate_constraint(row, wires));
        b[..constraints].par_iter_mut().zip(&matrices.b).for_each(|(b, row)| *b = evaluate_constraint(row, wires));
        a[constraints..constraints + inputs].copy_from_slice(&wires[..inputs]);
        let mut c = vec![F::zero(); size];
        c[..constraints].par_iter_mut().zip(&a).zip(&b).for_each(|((c, a), b)| *c = *a * b);
        for values in [&mut a, &mut b, &mut c] {
            domain.ifft_in_place(values);
            D::distribute_powers_and_mul_by_const(values, shift, F::one());
            domain.fft_in_place(values);
        }
        a.par_iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = *a * b - c);
        Ok(a)
    }

    /// Only a setup asks for these; keys are made elsewhere.
    fn h_query_scalars<F: PrimeField, D: EvaluationDomain<F>>(_: usize, _: F, _: F, _: F) -> Result<Vec<F>> {
        Err(SynthesisError::MalformedVerifyingKey)
    }
}
