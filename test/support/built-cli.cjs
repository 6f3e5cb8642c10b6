// `npm test` has built the command and the circuits: tests take the command as it is installed, and build nothing again.
process.env.PSEPHOS_BUILT_CLI = "1";
