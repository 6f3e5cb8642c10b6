// `npm test` tries the command as it is installed: built, and started four times as fast.
process.env.PSEPHOS_BUILT_CLI = "1";
