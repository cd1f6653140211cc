import { homedir } from 'node:os';
import { basename } from 'node:path';
import { findAgentOfCommand } from '../../domain/agent-name.ts';
import { type Checkout, findCheckout } from '../../git/checkout.ts';
import { runGit, type WorkPlace } from '../../git/clone.ts';
import { findSetting, type GitConfig, parseGitConfig } from '../../git/git-config.ts';
import { listPushUrls, listRemoteNames } from '../../git/remote-urls.ts';
import { toWorktreeId } from '../../git/watch/repository.ts';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { getAskpassPath } from '../agent-environment.ts';
import { type Environment, findConnection } from '../connection.ts';
import { toOneLine } from '../safe-text.ts';
import { runChild } from './child-process.ts';
import { checkHost, readKnownHosts } from './credential-check.ts';
import type { RunOptions } from './parse-run-arguments.ts';
import {
  createRunDirectory,
  type RunDirectory,
  removeAbandonedDirectories,
} from './run-directory.ts';
import { RunSession } from './run-session.ts';

/** A server on this machine responds in a few ms; another one must not delay the start. */
const localWaitMs = 400;
const startBudgetMs = 90;
const shortestWaitMs = 25;
const finishLimitMs = 2_000;

/** Runs an agent in the chat of the clone that it is started in. Returns the exit code. */
export async function runCommand(options: RunOptions, place: WorkPlace): Promise<number> {
  const { environment } = place;
  // Git runs while the directory is created.
  const clone: CloneFacts = { checkout: findCheckout(place), config: readConfig(place) };
  const directory = tryToCreateDirectory(environment);
  if (directory) return runInSession(options, place, directory, clone);
  await Promise.allSettled(Object.values(clone));
  // S10: without a place for its token, the command gets none.
  const withoutToken = { ...environment, AFTERPUSH_TOKEN: undefined };
  return (await runChild(options.command, withoutToken)).exitCode;
}

/** What git says of the clone that the command is started in. */
interface CloneFacts {
  checkout: Promise<Checkout>;
  config: Promise<GitConfig>;
}

async function runInSession(
  { title, command }: RunOptions,
  place: WorkPlace,
  directory: RunDirectory,
  clone: CloneFacts,
): Promise<number> {
  const { environment } = place;
  const checkout = await clone.checkout;
  let token: string | undefined;
  const session = new RunSession({
    environment,
    worktreeId: toWorktreeId(checkout.path),
    title: title ?? checkout.branch ?? basename(checkout.path),
    givenTitle: title,
    agent: findAgentOfCommand(command[0] ?? ''),
    onToken: (created) => {
      token = created;
      directory.saveToken(created);
    },
  });
  const config = await clone.config;
  const [failure, needsAskpass] = await Promise.all([
    Promise.race([session.started, sleep(getServerWaitMs(environment))]),
    Promise.race([mayNeedAskpass(config, place), sleep(getShortWaitMs())]),
  ]);
  if (typeof failure === 'string') warn(`${failure}; the command runs without it`);
  const running = runChild(command, buildEnvironment());
  const follower = await startFollower().catch(() => undefined);
  await removeAbandonedDirectories(Date.now());
  const { exitCode, error } = await running;
  if (error !== undefined) warn(error);
  await Promise.race([finish().catch(() => undefined), sleep(finishLimitMs)]);
  directory[Symbol.dispose]();
  return exitCode;

  function buildEnvironment(): Environment {
    const { chatId } = session;
    const connection = findConnection(environment);
    const url = connection.kind === 'found' ? connection.url : environment.AFTERPUSH_URL;
    return {
      ...environment,
      ...toGitConfigVariables(config, environment),
      ...(needsAskpass ? toAskpassVariables(config, environment) : {}),
      PATH: directory.path,
      AFTERPUSH_CHAT_ID: chatId,
      ...(url === undefined ? {} : { AFTERPUSH_URL: url }),
      // S10: the command never inherits a token that reaches more than its chat.
      AFTERPUSH_TOKEN: token,
      AFTERPUSH_TOKEN_FILE: directory.tokenFile,
    };
  }

  async function startFollower() {
    // Loaded while the command starts.
    const { WorkFollower } = await import('./follow-work.ts');
    const { programsFile } = directory;
    return new WorkFollower({ session, checkout, place, programsFile });
  }

  async function finish(): Promise<void> {
    await follower?.stop();
    await session.finish();
    session[Symbol.dispose]();
    if (session.failure !== undefined && failure === undefined) warn(session.failure);
  }
}

function tryToCreateDirectory(environment: Environment): RunDirectory | undefined {
  try {
    return createRunDirectory(environment);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warn(`no temporary directory (${reason}); the command runs without Afterpush`);
    return undefined;
  }
}

async function readConfig(place: WorkPlace): Promise<GitConfig> {
  return parseGitConfig((await runGit(place, ['config', '--list', '-z'])) ?? '');
}

/** What is left of the time that a start may take. */
function getShortWaitMs(): number {
  return Math.max(startBudgetMs - process.uptime() * 1_000, shortestWaitMs);
}

function getServerWaitMs(environment: Environment): number {
  const connection = findConnection(environment);
  if (connection.kind !== 'found') return shortestWaitMs;
  const { hostname } = new URL(connection.url);
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  return isLocal ? localWaitMs : getShortWaitMs();
}

/**
 * Whether git lacks a credential for one of the remotes. What is not known in time counts as yes:
 * git runs askpass only when its other sources have found nothing.
 */
async function mayNeedAskpass(config: GitConfig, place: WorkPlace): Promise<boolean> {
  const hosts = listWebHosts(config);
  if (hosts.length === 0) return true;
  const dataDirectory = defaultDataDirectory(place.environment, homedir());
  const known = readKnownHosts(dataDirectory, Date.now());
  const works = await Promise.all(
    hosts.map(async (host) => known.get(host) ?? (await checkHost(host, place, dataDirectory))),
  );
  return works.includes(false);
}

const mostHosts = 4;

function listWebHosts(config: GitConfig): string[] {
  const urls = listRemoteNames(config).flatMap((name) => listPushUrls(config, name));
  const hosts = urls.flatMap(({ url }) =>
    /^https?:/i.test(url) && URL.canParse(url) ? [new URL(url).origin] : [],
  );
  return [...new Set(hosts)].slice(0, mostHosts);
}

/** The askpass of the person is used when Afterpush has no credential. */
function toAskpassVariables(config: GitConfig, environment: Environment): Environment {
  const own =
    environment.GIT_ASKPASS || findSetting(config, 'core.askpass') || environment.SSH_ASKPASS;
  const askpass = getAskpassPath();
  return {
    GIT_ASKPASS: askpass,
    ...(own && own !== askpass ? { AFTERPUSH_NEXT_ASKPASS: own } : {}),
  };
}

const logSetting = 'core.logAllRefUpdates';

/** Added to what the environment already sets. Pushes are noticed by the logs of remote-tracking refs. */
function toGitConfigVariables(config: GitConfig, environment: Environment): Environment {
  if ((findSetting(config, logSetting.toLowerCase()) ?? 'true') !== 'true') return {};
  const count = Number(environment.GIT_CONFIG_COUNT ?? '0');
  if (!Number.isSafeInteger(count) || count < 0) return {};
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: logSetting,
    [`GIT_CONFIG_VALUE_${count}`]: 'true',
  };
}

function warn(message: string): void {
  process.stderr.write(`afterpush: ${toOneLine(message, 500)}\n`);
}

function sleep(milliseconds: number): Promise<true> {
  return new Promise((resolve) => setTimeout(() => resolve(true), milliseconds));
}
