import { runProgram } from '../platform/run-program.ts';
import { type Machine, parseToken, type ReadCredential } from './credential.ts';
import { toHost, withoutTokens } from './read-environment.ts';
import { readTeaLogins } from './tool-files.ts';

export const readGh: ReadCredential = async (host, { type }, machine) => {
  if (type !== 'github') return undefined;
  const token = await print('gh', ['auth', 'token', '--hostname', host], machine);
  return token === undefined ? undefined : { token, kind: 'gh', name: 'gh' };
};

export const readGlab: ReadCredential = async (host, { type }, machine) => {
  if (type !== 'gitlab') return undefined;
  const token = await print('glab', ['config', 'get', 'token', '--host', host], machine);
  return token === undefined ? undefined : { token, kind: 'glab', name: 'glab' };
};

export const readTea: ReadCredential = async (host, { type }, machine) => {
  if (type !== 'gitea') return undefined;
  const login = readTeaLogins(machine).find(({ url }) => toHost(url) === host);
  const token = typeof login?.token === 'string' ? parseToken(login.token) : undefined;
  return token === undefined ? undefined : { token, kind: 'tea', name: 'tea' };
};

/** What a tool prints, when it has something to print. It neither prompts nor looks for updates. */
async function print(
  program: string,
  args: readonly string[],
  { environment, timeoutMs }: Machine,
): Promise<string | undefined> {
  const quiet = {
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    GLAB_CHECK_UPDATE: 'false',
    NO_PROMPT: '1',
    NO_COLOR: '1',
  };
  const result = await runProgram({
    program,
    args,
    environment: { ...withoutTokens(environment), ...quiet },
    timeoutMs,
  });
  return result.kind === 'ended' && result.exitCode === 0 ? parseToken(result.output) : undefined;
}
