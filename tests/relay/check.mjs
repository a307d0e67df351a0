// Runs the Relay compiler over the documents beside this file. Usage: node check.mjs SCHEMA
// What it generates goes to a directory that is thrown away: only its verdict is wanted.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const schema = process.argv[2];
if (!schema) {
  console.error("usage: node check.mjs SCHEMA");
  process.exit(2);
}

const text = readFileSync(schema, "utf8");
const scalars = [...text.matchAll(/^scalar (\w+)/gm)].map(([, name]) => name);
const work = mkdtempSync(join(tmpdir(), "kuvend-relay-"));
try {
  cpSync(join(here, "documents"), join(work, "documents"), { recursive: true });
  mkdirSync(join(work, "generated"));
  writeFileSync(join(work, "schema.graphql"), text);
  writeFileSync(
    join(work, "relay.config.json"),
    JSON.stringify({
      src: "./documents",
      schema: "./schema.graphql",
      artifactDirectory: "./generated",
      language: "typescript",
      customScalarTypes: Object.fromEntries(scalars.map((name) => [name, "string"])),
    }),
  );
  const { default: relay } = await import(createRequire(import.meta.url).resolve("relay-compiler"));
  const run = spawnSync(relay, ["--noWatchman", "relay.config.json"], { cwd: work, encoding: "utf8", timeout: 60_000 });
  // Its own words, without the colours.
  const words = `${run.stdout ?? ""}${run.stderr ?? ""}`.replace(/\u001b\[[0-9;]*m/g, "").trim();
  const artifacts = readdirSync(join(work, "generated")).filter((name) => name.endsWith(".graphql.ts"));
  if (run.status !== 0 || artifacts.length === 0) {
    console.error(words || String(run.error ?? "the Relay compiler generated nothing"));
    process.exitCode = 1;
  } else {
    console.log(`The Relay compiler accepts ${schema}: ${artifacts.length} artifacts, ${scalars.length} custom scalars.`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
