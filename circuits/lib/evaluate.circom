pragma circom 2.2.0;

// y = Σ vector[i] · z^i, by Horner's rule: one constraint an element but the last. Two vectors of n elements that
// differ have the same value at no more than n − 1 points.
template Evaluate(n) {
    assert(n >= 2);
    signal input vector[n];
    signal input z;
    signal output y;

    // sum[i] = vector[i] + z · (vector[i+1] + z · (…))
    signal sum[n];
    // @group evaluation
    sum[n - 1] <== vector[n - 1];
    for (var i = n - 2; i >= 0; i--) sum[i] <== sum[i + 1] * z + vector[i];
    y <== sum[0];
    // @end
}
