// Storage proofs that are forged, of elsewhere, or of an odd trie: through the registry, and alone under roots made here.
import assert from "node:assert/strict";
import { bytesToHex, type Hex, keccak256, toRlp } from "viem";
import { encodeHeader, getHeader } from "../../src/evm/block-header.js";
import { asRefusal, send } from "../../src/evm/client.js";
import { ContractRefusal, type Deployment, proveToken, tokenStorageProofsAbi } from "../../src/evm/index.js";
import { proofAt, type TokenRegistration } from "../../src/evm/token-census.js";
import { rejectsCode } from "../support/errors.js";
import { corruptions } from "./corruptions.js";
import { afresh, cast, deployment, deployTest, refused } from "./support.js";
import { entryAt, newToken, somebody, type TestToken } from "./tokens.js";

/** What a proof that does not hold is refused with, by OpenZeppelin's RLP and TrieProof, and by StateProofs. */
const PROOF_ERRORS = [
  "TrieProofTraversalError",
  "RLPInvalidEncoding",
  "Panic",
  "MalformedAccount",
  "MalformedValue",
];

describe("contracts: storage proofs of tokens", () => {
  const made: () => Deployment = afresh(() => deployment());
  let people: Awaited<ReturnType<typeof cast>>;
  let token: TestToken;
  let registration: TokenRegistration;

  before(async () => {
    people = await cast();
  });
  beforeEach(async () => {
    token = await newToken("TestERC20");
    for (let i = 0; i < 24; i += 1) await token.mint(somebody(i), 5n);
    await token.mint(somebody(99), 10n ** 18n);
    registration = await proveToken(people.owner, entryAt(token.address, 11), somebody(99));
  });

  const changed = (
    proof: Partial<TokenRegistration["proof"]>,
    claim: Partial<TokenRegistration["claim"]> = {},
  ) =>
    send(people.stranger, {
      address: made().tokens,
      abi: tokenStorageProofsAbi,
      functionName: "registerToken",
      args: [
        { ...registration.claim, ...claim },
        { ...registration.proof, ...proof },
      ],
    });

  /** Holds that each of these is refused, and the proof as it was is not. */
  async function allRefused(proofs: Iterable<Partial<TokenRegistration["proof"]>>, rules = PROOF_ERRORS) {
    let count = 0;
    for (const proof of proofs) {
      await assert.rejects(changed(proof), (error) => {
        assert.ok(error instanceof ContractRefusal, `${error}`);
        assert.ok(rules.includes(error.rule), error.rule);
        return true;
      });
      count += 1;
    }
    assert.ok(count > 10, `${count} cases`);
    await changed({});
  }

  it("each node of the account proof, corrupted, missing, doubled or moved", async () => {
    const { accountProof } = registration.proof;
    assert.ok(accountProof.length >= 2, `depth ${accountProof.length}`);
    await allRefused([...corruptions(accountProof)].map((nodes) => ({ accountProof: nodes })));
  });

  it("each node of the storage proof, corrupted, missing, doubled or moved", async () => {
    const { storageProof } = registration.proof;
    assert.ok(storageProof.length >= 2, `depth ${storageProof.length}`);
    await allRefused([...corruptions(storageProof)].map((nodes) => ({ storageProof: nodes })));
  });

  it("a header that is not this chain's, whatever was changed in it", async () => {
    const { header } = registration.proof;
    const headers = [...corruptions([header])].flatMap(([it]) =>
      it && it !== header ? [{ header: it }] : [],
    );
    const rules = ["HeaderNotOfThisChain", "RLPInvalidEncoding", "FieldNotPresentInBlockHeader", "Panic"];
    await allRefused(headers, rules);
  });

  it("the account's proof in place of the slot's, and the other way round", async () => {
    const { accountProof, storageProof } = registration.proof;
    for (const proof of [
      { accountProof: storageProof },
      { storageProof: accountProof },
      { accountProof: storageProof, storageProof: accountProof },
    ])
      await refused(changed(proof), "TrieProofTraversalError");
  });

  it("another block's header, and forged ones are not even encoded", async () => {
    const { owner } = people;
    const number = await owner.getBlockNumber();
    // Before the holder had anything, the tries were others.
    const earlier = await getHeader(owner, number - 30n);
    await assert.rejects(changed({ header: earlier }), /TrieProofTraversalError|RLPInvalidEncoding/);
    const block = (await owner.request({
      method: "eth_getBlockByNumber",
      params: ["latest", false],
    } as never)) as Record<string, Hex>;
    const ahead = { ...block, number: `0x${(number + 5n).toString(16)}` as Hex };
    const fields = { parentHash: `0x${"00".repeat(32)}` as Hex };
    for (const forged of [ahead, { ...block, ...fields }]) {
      await rejectsCode("evm/block-header", async () => encodeHeader(forged as never));
    }
  });

  it("proofs of another token, holder or position", async () => {
    const other = await newToken("TestERC20");
    await other.mint(somebody(99), 10n ** 18n);
    // Another path ends on a node of another key, or on none: that depends on the addresses.
    for (const change of [
      { token: other.address },
      { slot: 1n },
      { holder: people.stranger.account.address },
      { holder: somebody(1) },
      { namespace: "example.main" },
    ])
      await assert.rejects(changed({}, change), /TrieProofTraversalError|RLPInvalidEncoding/);
  });

  it("an id's proof for another id, position or kind, and another kind's for an id", async () => {
    const multi = await newToken("TestERC1155");
    const holder = somebody(99);
    for (const id of [5n, 6n]) await multi.mint(holder, id, 7n);
    const entry = entryAt(multi.address, 13, 0n, { tokenId: 5n });
    const { claim, proof } = await proveToken(people.owner, entry, holder);
    for (const change of [
      { tokenId: 6n },
      { slot: 1n },
      { origin: 11, tokenId: 0n },
      { origin: 15, tokenId: 0n },
    ])
      await assert.rejects(
        changed(proof, { ...claim, ...change }),
        /TrieProofTraversalError|RLPInvalidEncoding/,
      );
    await assert.rejects(changed({}, { origin: 13 }), /TrieProofTraversalError|RLPInvalidEncoding/);
    await assert.rejects(changed({}, { origin: 15 }), /TrieProofTraversalError|RLPInvalidEncoding/);
    await changed(proof, claim);
    await refused(changed(proof, claim), "AlreadyRegistered");
  });

  it("a proof that the slot is empty", async () => {
    const number = (await people.owner.getBlockNumber()) - 1n;
    for (let i = 200; i < 206; i += 1) {
      const { proof, proved } = await proofAt(people.owner, entryAt(token.address, 11), somebody(i), number);
      assert.equal(proved, 0n);
      const nobody = changed(proof, { holder: somebody(i) });
      await assert.rejects(nobody, /TrieProofTraversalError|RLPInvalidEncoding/);
    }
  });

  it("the same proof again", async () => {
    await changed({});
    await refused(changed({}), "AlreadyRegistered");
    await people.owner.mine({ blocks: 3 });
    await refused(changed({}), "AlreadyRegistered");
  });

  describe("alone, under a root that was made for it", () => {
    let contract: { address: Hex; abi: readonly unknown[] };
    const SLOT = `0x${"07".repeat(32)}` as const;
    const KEY = keccak256(SLOT).slice(2);

    beforeEach(async () => {
      contract = await deployTest("TestStateProofs");
    });
    const call = async (functionName: string, args: readonly unknown[]) =>
      people.owner.readContract({ ...contract, functionName, args } as never).catch((error: unknown) => {
        throw asRefusal(error, contract.abi as never, functionName);
      });
    const value = (nodes: readonly Hex[], root: Hex = keccak256(nodes[0] ?? "0x")) =>
      call("slotValue", [root, SLOT, nodes]);
    const unproved = (promise: Promise<unknown>, what: string) =>
      assert.rejects(
        promise,
        (error) => error instanceof ContractRefusal && PROOF_ERRORS.includes(error.rule),
        what,
      );
    const hex = (digits: string): Hex => `0x${digits}`;
    /** A leaf of the whole key, or of what is left of it. */
    const leaf = (item: Hex, path: Hex = hex(`20${KEY}`)) => toRlp([path, item]);
    /** A branch whose child for the key's first nibble is this node. */
    const branch = (child: Hex, last: Hex = "0x") => {
      const children: Hex[] = Array.from({ length: 16 }, () => "0x");
      children[Number.parseInt(KEY[0]!, 16)] = child;
      return toRlp([...children, last]);
    };

    it("reads numbers in their one spelling", async () => {
      const WORD = hex("ff".repeat(32));
      for (const [item, expected] of [
        ["0x01", 1n],
        ["0x7f", 127n],
        ["0x8180", 128n],
        ["0x820100", 256n],
        [`0xa0${WORD.slice(2)}`, 2n ** 256n - 1n],
      ] as const)
        assert.equal(await value([leaf(item)]), expected, item);
      const odd = leaf("0x05", hex(`3${KEY.slice(1)}`));
      assert.equal(await value([branch(keccak256(odd)), odd]), 5n, "below a branch");
      const middle = toRlp([hex(`1${KEY[0]}`), keccak256(leaf("0x05", hex(`3${KEY.slice(1)}`)))]);
      assert.equal(await value([middle, odd]), 5n, "below an extension");
    });

    it("refuses leading zeros, trailing bytes, zero, lists, and more than 32 bytes", async () => {
      for (const item of [
        "0x",
        "0x00",
        "0x80",
        "0x8105",
        "0x820005",
        "0x8300ffff",
        `0xa0${"00".repeat(31)}05`,
        "0x0500",
        "0x0505",
        "0x818000",
        "0x8201",
        "0xc0",
        "0xc105",
        `0xa1${"11".repeat(33)}`,
        `0xb8${"20"}${"11".repeat(32)}`,
      ] as Hex[])
        await unproved(value([leaf(item)]), item);
    });

    it("refuses paths of other keys, cut, lengthened, of an unknown kind, and without an end", async () => {
      const item = "0x05" as const;
      const other = keccak256(hex("08".repeat(32))).slice(2);
      for (const path of [
        `20${other}`,
        `20${KEY.slice(2)}`,
        `20${KEY}00`,
        `3${KEY.slice(1)}`,
        `00${KEY}`,
        `40${KEY}`,
        `f0${KEY}`,
        "20",
        "",
      ])
        await unproved(value([leaf(item, hex(path))]), path);
      const rest = leaf(item, hex(`3${KEY.slice(1)}`));
      const empty = toRlp([hex("00"), keccak256(rest)]);
      await unproved(value([empty, rest]), "an extension of nothing");
      const aside = toRlp([
        hex(`1${((Number.parseInt(KEY[0]!, 16) + 1) % 16).toString(16)}`),
        keccak256(rest),
      ]);
      await unproved(value([aside, rest]), "an extension of another path");
      const long = toRlp([hex(`00${KEY}00`), keccak256(rest)]);
      await unproved(value([long, rest]), "an extension past the key");
      await unproved(value([toRlp([hex(`1${KEY[0]}`), item]), rest]), "an extension that ends in a value");
      const swapped = toRlp([item, hex(`20${KEY}`)]);
      await unproved(value([swapped]), "a leaf with path and value the other way round");
      await unproved(value([branch(keccak256(rest), item), `${rest}00`]), "a byte after the last node");
      await unproved(value([leaf(item).slice(0, -2) as Hex]), "a node cut short");
      await unproved(value([`0xf8${leaf(item).slice(4)}`]), "a length that runs past the end");
      await unproved(value([branch(keccak256(rest))]), "a branch alone");
      await unproved(value([branch("0x"), rest]), "a branch without the child");
      await unproved(value([branch("0x", item)]), "a value where the key goes on");
      await unproved(value([branch(keccak256(rest)), rest, rest]), "a node too many");
      await unproved(value([branch(keccak256(rest)), leaf(item)]), "another child than the branch has");
      await unproved(value([rest], keccak256(branch(keccak256(rest)))), "the root left out");
      for (const items of [[], [item], [item, item, item], Array.from({ length: 18 }, () => item)])
        await unproved(value([toRlp(items)]), `${items.length} items`);
      await unproved(value([]), "no node");
      await unproved(value([leaf(item)], hex("00".repeat(32))), "another root");
      await unproved(value([`${leaf(item)}00`]), "a byte after the node");
    });

    it("reads an account's storage root, and refuses accounts of another form", async () => {
      const account = people.stranger.account.address;
      const root = bytesToHex(new Uint8Array(32).fill(0x56));
      const path = hex(`20${keccak256(account).slice(2)}`);
      const of = (fields: readonly Hex[], more = "") => {
        const node = toRlp([path, hex(`${toRlp([...fields]).slice(2)}${more}`)]);
        return call("storageRoot", [keccak256(node), account, [node]]);
      };
      const code = keccak256("0x");
      assert.equal(await of(["0x", "0x01", root, code]), root);
      for (const fields of [
        [],
        ["0x", "0x01", root],
        ["0x", "0x01", root, code, "0x"],
        ["0x", "0x01", hex("56".repeat(31)), code],
        ["0x", "0x01", hex("56".repeat(33)), code],
        ["0x", "0x01", "0x", code],
      ] as Hex[][])
        await unproved(of(fields), `${fields.length} fields`);
      await unproved(of(["0x", "0x01", root, code], "00"), "a byte after the account");
    });
  });
});
