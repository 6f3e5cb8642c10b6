import assert from "node:assert/strict";
import { CID } from "multiformats/cid";
import { type Hex, namehash } from "viem";
import { send } from "../../src/evm/client.js";
import {
  type Deployment,
  ENS_REGISTRY,
  resolveContent,
  resolveDeployment,
  resolveName,
  resolveText,
} from "../../src/evm/index.js";
import { afresh, cast, deployment } from "../contracts/support.js";
import { deployEns, ensAbi, registerName } from "../support/ens.js";
import { rejectsCode } from "../support/errors.js";
import type { TestWallet } from "../support/evm.js";

const abi = ensAbi;

describe("chain: names", () => {
  let owner: TestWallet;
  let contracts: Deployment;
  let registry: Hex;
  let resolver: Hex;

  const made = afresh(async () => {
    const { owner } = await cast();
    const { registry, resolver } = await deployEns(owner);
    return { contracts: await deployment(), registry, resolver };
  });
  before(async () => {
    ({ owner } = await cast());
    ({ contracts, registry, resolver } = made());
  });

  /** Makes a name; gives it an address if there is one. */
  async function register(name: string, address?: Hex, withResolver = true): Promise<void> {
    const node = await registerName(owner, { registry, resolver }, name, withResolver);
    if (address)
      await send(owner, { address: resolver, abi, functionName: "setAddr", args: [node, address] });
  }

  it("lead to the contracts of a deployment", async () => {
    await register("processes.vocdoni.eth", contracts.processes);
    await register("verifiers.vocdoni.eth", contracts.verifiers);
    const { namespaceId, ...found } = await resolveDeployment(owner, "vocdoni.eth", registry);
    assert.deepEqual(found, contracts);
    assert.equal(namespaceId, 1);
  });

  it("may leave the verifiers out", async () => {
    await register("processes.vocdoni.eth", contracts.processes);
    const { verifiers, ...linked } = contracts;
    const { namespaceId, ...found } = await resolveDeployment(owner, "vocdoni.eth", registry);
    assert.deepEqual(found, linked);
    assert.ok(verifiers && namespaceId);
  });

  it("are normalised", async () => {
    await register("processes.vocdoni.eth", contracts.processes);
    assert.equal(await resolveName(owner, "Processes.VOCDONI.eth", registry), contracts.processes);
  });

  it("lead nowhere without a resolver, an address, or a registration", async () => {
    await register("processes.vocdoni.eth", undefined, false);
    assert.equal(await resolveName(owner, "processes.vocdoni.eth", registry), undefined);
    await register("processes.vocdoni.eth");
    assert.equal(await resolveName(owner, "processes.vocdoni.eth", registry), undefined);
    assert.equal(await resolveName(owner, "nobody.eth", registry), undefined);
    await rejectsCode("evm/ens-unknown", resolveDeployment(owner, "vocdoni.eth", registry));
  });

  it("are told from a chain that has no ENS, or something else at its registry's address", async () => {
    const nobody = `0x${"ab".repeat(20)}` as const;
    for (const wrong of [ENS_REGISTRY, nobody, contracts.processes]) {
      const error = await rejectsCode("evm/ens-registry", resolveDeployment(owner, "vocdoni.eth", wrong));
      assert.match(error.hint ?? "", /no ENS/);
    }
  });

  it("are told from names whose resolver is none, or reverts", async () => {
    await register("processes.vocdoni.eth", contracts.processes);
    for (const wrong of [`0x${"ab".repeat(20)}` as Hex, contracts.processes]) {
      const node = namehash("processes.vocdoni.eth");
      await send(owner, { address: registry, abi, functionName: "setResolver", args: [node, wrong] });
      const error = await rejectsCode("evm/ens-resolver", resolveDeployment(owner, "vocdoni.eth", registry));
      assert.ok(error.message.includes(wrong) && error.hint);
    }
  });

  it("are told when they lead to another contract, or to none", async () => {
    for (const wrong of [contracts.results, registry, owner.account.address]) {
      await register("processes.vocdoni.eth", wrong);
      const error = await rejectsCode("evm/ens-contract", resolveDeployment(owner, "vocdoni.eth", registry));
      assert.match(error.message, /^processes\.vocdoni\.eth does not lead to a process contract: .*0x/);
    }
  });

  it("have texts and content on IPFS, as their owner set them", async () => {
    const [name, key] = ["organiser.eth", "org.psephos.gateways"];
    const node = namehash(name);
    await register(name);
    assert.equal(await resolveText(owner, name, key, registry), undefined);
    assert.equal(await resolveContent(owner, name, registry), undefined);
    const text = "https://one.example https://two.example";
    await send(owner, { address: resolver, abi, functionName: "setText", args: [node, key, text] });
    assert.equal(await resolveText(owner, name, key, registry), text);
    assert.equal(await resolveText(owner, name, "org.psephos.other", registry), undefined);
    // The example of ENSIP-7, and others: a raw block is IPFS as well; an IPNS name, Swarm and a hash cut short are not.
    const example = "e3010170122029f2d17be6139079dc48696d1f582a8530eb9805b561eda517e22a892c7e3f1f";
    const cid = CID.parse("QmRAQB6YaCyidP37UdDnjFY5vQuiBrcqdyoW1CuDgwxkD4").toV1();
    const raw = CID.createV1(0x55, cid.multihash);
    const cases = [
      [example, `ipfs://${cid}`],
      [example.replace("0170", "0155"), `ipfs://${raw}`],
      [example.replace("e301", "e501").replace("0170", "0172"), undefined],
      [`e40101fa011b20${"d1".repeat(32)}`, undefined],
      [example.slice(0, -2), undefined],
      [`${example}00`, undefined],
    ] as const;
    for (const [hash, found] of cases) {
      await send(owner, {
        address: resolver,
        abi,
        functionName: "setContenthash",
        args: [node, `0x${hash}`],
      });
      assert.equal(await resolveContent(owner, name, registry), found, hash);
    }
    for (const nowhere of ["nobody.eth"] as const) {
      assert.equal(await resolveText(owner, nowhere, key, registry), undefined);
      assert.equal(await resolveContent(owner, nowhere, registry), undefined);
    }
    await send(owner, {
      address: registry,
      abi,
      functionName: "setResolver",
      args: [node, contracts.processes],
    });
    await rejectsCode("evm/ens-resolver", resolveText(owner, name, key, registry));
    await rejectsCode("evm/ens-resolver", resolveContent(owner, name, registry));
    await rejectsCode("evm/ens-name", resolveText(owner, "a b.eth", key, registry));
  });

  it("must be names", async () => {
    for (const wrong of ["a b.eth", "a..eth", "\u200b.eth", "_a_.eth", "x\u0000.eth"]) {
      await rejectsCode("evm/ens-name", resolveName(owner, wrong, registry));
    }
  });

  it("are asked of the public registry unless told otherwise", () => {
    assert.equal(ENS_REGISTRY, "0x00000000000c2e074ec69a0dfb2997ba6c7d2e1e");
  });
});
