import { runAskpass } from './askpass.ts';

process.exitCode = await runAskpass(process.argv.slice(2), process.env);
