// Part of `npm run check`: rejects words that have proved unclear in this project's code, tests and docs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './installed.mjs';

const suggestions = [
  [/\b(?:un)?told\b|\btell(?:s|ing)?\b/i, 'report, return, send, show; unknown'],
  [/(?<!--signed=if-)\bask(?:s|ed|ing)?\b/i, 'request, query, require'],
  [/\bnobody\b|\bwhoever\b/i, 'name the person or part, or use the passive'],
  [/\bby itself\b/i, 'automatically'],
  [/\bof its own\b/i, 'separate, its'],
  [/\bstands? for\b/i, 'is, represents'],
  [/\blone\b(?! surrogate)/i, 'single'],
  [/\bspoil(?:s|ed|ing)?\b/i, 'corrupt'],
  [/\bkeeps? house\b|\bkeepHouse\b/i, 'run housekeeping'],
  [/\bforesaw\b/i, 'unexpected'],
  // The same words inside identifiers.
  [/(?<![A-Za-z])(?:ask(?:ed|s)?|told|tells?|untold)(?=[A-Z])/, 'a name that states what it is'],
  [
    /(?<=[a-z])(?:Told|Untold|Ask(?:ed|s)?|Tells?|Nobody|Spoil(?:ed|s)?)(?![a-z])/,
    'a name that states what it is',
  ],
];

/** Where such a word is the right one, because others chose it. */
const allowed = [
  ['scripts/wording.mjs', /./],
  ['test/support/databases/postgres-server.ts', /`nobody`|nobodyId/],
  ['demo/forge/control/control-api.test.ts', /\['nobody'\]/],
];

const checkedFiles = /\.(?:ts|tsx|mjs|css|sql|md|json|html|ya?ml)$/;
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((file) => checkedFiles.test(file) && file !== 'package-lock.json')
  .filter((file) => existsSync(join(root, file)));

function findUnclear(file) {
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (allowed.some(([path, pattern]) => path === file && pattern.test(line))) return [];
      return suggestions.flatMap(([pattern, instead]) => {
        const word = pattern.exec(line)?.[0];
        return word ? [`${file}:${index + 1}: "${word}": write ${instead}`] : [];
      });
    });
}

const findings = files.flatMap(findUnclear);
for (const finding of findings) console.log(finding);
process.exitCode = findings.length === 0 ? 0 : 1;
