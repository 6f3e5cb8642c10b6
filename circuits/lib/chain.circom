pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

// One hash over n elements: h = 0, then h = poseidon8(h, next seven), the last seven filled with zeros. n is fixed, so
// the zeros cannot stand for elements of a longer list.
template Chain(n) {
    signal input in[n];
    signal output out;

    var links = (n + 6) \ 7;
    component link[links];
    var running = 0;
    for (var i = 0; i < links; i++) {
        link[i] = Poseidon(8);
        // @group chain
        link[i].inputs[0] <== running;
        for (var j = 0; j < 7; j++) {
            if (7 * i + j < n) {
                link[i].inputs[1 + j] <== in[7 * i + j];
            } else {
                link[i].inputs[1 + j] <== 0;
            }
        }
        // @end
        running = link[i].out;
    }
    // @group chain
    out <== running;
    // @end
}
