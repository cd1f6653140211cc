import { type Environment, runProgram } from '../platform/run-program.ts';
import { parseToken, type ReadCredential } from './credential.ts';
import { withoutTokens } from './read-environment.ts';

/** These would lead git to a repository or to another configuration than the person's. */
const ofRepository = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE'];

/** With each of these, a helper that has no credential stays silent instead of prompting for one. */
const neverPrompting: Environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GCM_INTERACTIVE: 'never',
  GCM_MODAL_PROMPT: 'false',
};

/**
 * What git's credential helpers have for a host: the keychain, a manager, `gh auth setup-git`. S10: a helper
 * that has the same for every host is no reason to send a token to one that only a clone names.
 */
export const readGitHelper: ReadCredential = async (host, target, machine) => {
  const [found, forAnyHost] = await Promise.all([
    fillCredential(host, target, machine),
    target.isOfClones ? fillCredential(noHost, target, machine) : undefined,
  ]);
  return forAnyHost ? undefined : found;
};

/** A name that no host has. */
const noHost = 'afterpush-check.invalid';

const fillCredential: ReadCredential = async (host, target, machine) => {
  const { protocol } = new URL(target.webBaseUrl);
  const environment = { ...withoutTokens(machine.environment), ...neverPrompting };
  for (const name of ofRepository) delete environment[name];
  const result = await runProgram({
    program: 'git',
    args: ['-c', 'core.askpass=', 'credential', 'fill'],
    environment,
    input: `protocol=${protocol.slice(0, -1)}\nhost=${host}\n\n`,
    timeoutMs: machine.timeoutMs,
  });
  if (result.kind !== 'ended' || result.exitCode !== 0) return undefined;
  const answer = parseAnswer(result.output);
  // S10: a helper may answer for another host than the requested one.
  if (answer.get('host') !== host) return undefined;
  const password = parseToken(answer.get('password'));
  const token = password && toToken(password, answer.get('username') ?? '', target.type);
  return token ? { token, kind: 'git', name: 'git credential helper' } : undefined;
};

/** Bitbucket and Azure DevOps know passwords that work only together with their user name. */
function toToken(password: string, username: string, type: string): string | undefined {
  if (!type.startsWith('bitbucket')) return password;
  const isNamed = username !== '' && username !== 'x-token-auth';
  return parseToken(isNamed ? `${username}:${password}` : password);
}

function parseAnswer(output: string): Map<string, string> {
  return new Map(
    output.split(/\r?\n/).flatMap((line): [string, string][] => {
      const equals = line.indexOf('=');
      return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : [];
    }),
  );
}
