/** Generates the codec of the engine's messages from its own .proto files, which come with its Go module. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { go } from "../go/program.js";
import { COMETBFT } from "../go/programs.js";
import { ROOT } from "../rebuild/hashes.js";

const OUT = join(ROOT, "packages", "node", "src", "ordering", "comet", "generated");
const FILES = ["abci/types", "crypto/proof", "crypto/keys", "types/params", "types/validator"];

const folderOf = (module: string): string => {
  go(COMETBFT, ["mod", "download", module]);
  return go(COMETBFT, ["list", "-m", "-f", "{{.Dir}}", module]).trim();
};

function generate(folder: string): void {
  const engine = folderOf("github.com/cometbft/cometbft");
  const take = (from: string, to: string) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    writeFileSync(join(folder, to), readFileSync(from));
  };
  for (const name of FILES)
    take(join(engine, "proto", "tendermint", `${name}.proto`), `tendermint/${name}.proto`);
  take(join(folderOf("github.com/cosmos/gogoproto"), "gogoproto", "gogo.proto"), "gogoproto/gogo.proto");
  writeFileSync(join(folder, "buf.yaml"), "version: v2\nmodules:\n  - path: .\n");
  const template = {
    version: "v2",
    inputs: [
      {
        directory: ".",
        types: ["tendermint.abci.Request", "tendermint.abci.Response"],
        exclude_types: ["gogoproto.**"], // options for Go alone
      },
    ],
    plugins: [
      {
        local: join(COMETBFT.module, "node_modules", ".bin", "protoc-gen-es"),
        out: "out",
        opt: ["target=ts", "import_extension=js"],
      },
    ],
  };
  writeFileSync(join(folder, "buf.gen.yaml"), JSON.stringify(template));
  execFileSync(join(COMETBFT.module, "node_modules", ".bin", "buf"), ["generate"], {
    cwd: folder,
    stdio: "inherit",
  });
}

const outputs = FILES.map((name) => `tendermint/${name}_pb.ts`);

/** Generates the codec, and writes it or compares it with what is committed. @returns the files that differed */
export function buildCodec(write: boolean): string[] {
  if (!existsSync(join(COMETBFT.module, "node_modules", ".bin", "buf")))
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: COMETBFT.module, stdio: "inherit" });
  const folder = mkdtempSync(join(tmpdir(), "psephos-codec-"));
  try {
    generate(folder);
    const differ = outputs.filter((name) => {
      const committed = join(OUT, name);
      const made = readFileSync(join(folder, "out", name));
      return !existsSync(committed) || !readFileSync(committed).equals(made);
    });
    if (write && differ.length > 0) {
      rmSync(OUT, { recursive: true, force: true });
      cpSync(join(folder, "out"), OUT, { recursive: true });
    }
    return differ;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
