import { describe, expect, test } from 'vitest';
import { agents } from '../src/agent-sessions/agents.ts';
import { findJsonText } from '../src/agent-sessions/find-text.ts';
import { findTitle } from '../src/agent-sessions/session-title.ts';
import { isAskpassPrompt, parseAskpassPrompt } from '../src/cli/askpass-prompt.ts';
import {
  type ConfigurationFile,
  getConfiguration,
} from '../src/cli/connect/agent-configurations.ts';
import { addEntries, removeEntries } from '../src/cli/connect/configuration-text.ts';
import { toVisibleText } from '../src/cli/mcp/visible-text.ts';
import { formatJson, toOneLine, toSafeText } from '../src/cli/safe-text.ts';
import { formatTable } from '../src/cli/table.ts';
import { looksLikeError, parseLogLine, toPlainLog } from '../src/contract/log.ts';
import { isRefName } from '../src/domain/branch-name.ts';
import { parseRemoteOrigin, stripCredentials } from '../src/domain/remote-origin.ts';
import { findLargest } from '../src/forge/bitbucket/build-rules.ts';
import { isMatchingRef } from '../src/forge/bitbucket-data-center/ref-patterns.ts';
import { describeDenial, findSignOnUrl } from '../src/forge/client/access-denied.ts';
import { findNextUrl } from '../src/forge/client/conditional-client.ts';
import { parseExpiry } from '../src/forge/client/forge-api.ts';
import { findQuota, findRateLimit } from '../src/forge/client/rate-limit.ts';
import { toFilePatch } from '../src/forge/diff/file-diff.ts';
import { parseDiffFiles } from '../src/forge/diff/parse-files.ts';
import { findSuggestion } from '../src/forge/merge-threads.ts';
import { findInstant, findWebUrl, parseJson } from '../src/forge/parsing/json-fields.ts';
import {
  encode,
  encodePath,
  isCommitSha,
  parseBranchRef,
  toPlainLines,
  toPlainText,
} from '../src/forge/parsing/text.ts';
import { findOriginPath, findPastedPath, isCredentialUrl } from '../src/forge/parsing/urls.ts';
import { isSignedBy } from '../src/forge/webhooks.ts';
import { parsePushArguments } from '../src/git/push-arguments.ts';
import { parseRefspec } from '../src/git/refspec.ts';
import { isLoopback } from '../src/http/server/request-guard.ts';
import { toLoggable } from '../src/platform/logger.ts';
import { parseNotebook } from '../web/src/features/diff/parse-notebook.ts';
import { listWorstInputs, runBounded } from './support/worst-inputs.ts';

const base = 'https://forge.test';
const inputs = listWorstInputs();

const home = { HOME: '/home/ada' };
const [jsonFile] = getConfiguration('cursor', home).files;
const [tomlFile] = getConfiguration('codex', home).files;
const addTo = (file: ConfigurationFile | undefined, text: string) =>
  file && removeEntries(file, addEntries(file, text), text);

const claudeCode = agents.find(({ id }) => id === 'claude-code');

const parsers: Record<string, (text: string) => unknown> = {
  parseRemoteOrigin,
  stripCredentials,
  findOriginPath: (text) => findOriginPath(text, base),
  findPastedPath: (text) => findPastedPath(text, base),
  isCredentialUrl: (text) => isCredentialUrl(text, base),
  isMatchingRef: (text) => isMatchingRef(text, { type: 'PATTERN', id: text }),
  findLargest: (text) => findLargest([{ count: 1, branch: { pattern: text } }], text, undefined),
  toPlainText: (text) => toPlainText(text, 200),
  toPlainLines: (text) => toPlainLines(text, 1_000_000),
  findSuggestion,
  toVisibleText,
  parseExpiry,
  encode,
  encodePath,
  isCommitSha,
  parseBranchRef,
  parseJson: (text) => parseJson(Buffer.from(text)),
  'parseJson of a text': (text) => parseJson(Buffer.from(JSON.stringify(text))),
  findWebUrl: (text) => findWebUrl({ text }, 'text'),
  findInstant: (text) => findInstant({ text }, 'text'),
  findNextUrl: (text) => findNextUrl(text, `${base}/api`),
  findRateLimit: (text) =>
    findRateLimit({ status: 429, headers: { get: () => text }, text }, 0, true),
  findSignOnUrl: (text) => findSignOnUrl({ get: () => text }, 'forge.test'),
  describeDenial: (text) =>
    describeDenial({ host: 'forge.test', subject: text, message: text, signOnUrl: text }),
  findQuota: (text) => findQuota({ get: () => text }, 0),
  isSignedBy: (text) => isSignedBy(Buffer.from('body'), text, 'secret'),
  parseDiffFiles,
  'parseDiffFiles of a file': (text) => parseDiffFiles(`diff --git a/${text} b/${text}\n${text}`),
  'parseDiffFiles of a rename': (text) =>
    parseDiffFiles(`diff --git a/x b/y\nrename from ${text}\nrename to "${text}\n`),
  'parseDiffFiles of a malformed header': (text) =>
    parseDiffFiles(`diff --git "a/x${text}" "b/${text}
rename to "${text}`),
  toFilePatch: (path) =>
    toFilePatch({ path, previousPath: path, status: 'renamed', binary: false, hunks: path }),
  isAskpassPrompt,
  parseAskpassPrompt: (text) => parseAskpassPrompt(`Username for '${text}': `),
  parsePushArguments: (text) => parsePushArguments(['push', text, `--${text}`]),
  parseRefspec,
  isRefName,
  isLoopback,
  toOneLine,
  toSafeText,
  formatJson,
  parseLogLine,
  'parseLogLine after a time': (text) => parseLogLine(`2026-01-01T12:00:00Z ${text}`),
  'parseLogLine of a section': (text) => parseLogLine(`section_start:1:${text}\r${text}`),
  toPlainLog,
  looksLikeError,
  'the edit of JSON': (text) => addTo(jsonFile, text),
  'the edit of JSON with anything in it': (text) =>
    addTo(jsonFile, `{"a": 1,${text}"mcpServers": {${text}}${text}}`),
  'the edit of TOML': (text) => addTo(tomlFile, text),
  findJsonText: (text) => findJsonText(`{"title": "${text}`, 'title'),
  findTitle: (text) => claudeCode && findTitle(`{"type":"summary"}${text}`, claudeCode),
  parseNotebook: (text) =>
    parseNotebook(
      JSON.stringify({
        nbformat: 4,
        cells: [{ source: text, outputs: [{ data: { [text]: text } }] }],
      }),
    ),
  toLoggable: (text) => toLoggable(new Error(text)),
};

describe('the worst text for a parser takes linear time', () => {
  test.each(Object.entries(parsers))('%s', (_, parse) => {
    runBounded(() => {
      for (const input of inputs) {
        try {
          parse(input);
        } catch {
          // Whether it is accepted is not the question here.
        }
      }
    });
  });

  test('the width of a table cell', async () => {
    const rows = inputs.slice(0, 300).map((text) => [{ text }]);
    expect(
      await formatTable([{ title: 'T' }], rows, { columns: 80, paint: (_, text) => text }),
    ).toMatch(/^T\n/);
  });

  test('a quadratic parser would be found', () => {
    const quadratic = /[),;.]+$/;
    expect(() => runBounded(() => void quadratic.test(`${')'.repeat(256 * 1024)}!`), 300)).toThrow(
      /timed out/,
    );
  });
});
