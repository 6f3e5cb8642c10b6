// What an error that nobody catches looks like.
import { createProver } from "psephos-groth16";

await createProver({ zkey: new TextEncoder().encode("<!doctype html><title>Not found</title>") });
