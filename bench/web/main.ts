import { startAfterpush } from '../../test/support/afterpush-process.ts';
import { openBrowser } from '../../test/support/browser.ts';
import { createPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { startBenchForge } from '../forge-client.ts';
import { toForges } from '../forge-settings.ts';
import { measureBoard, seedBoard } from './board.ts';
import { measureDiff } from './diff.ts';
import type { Frames, Weight } from './page-meter.ts';

const repositories = 40;
const branchesPerRepository = 50;
const diffSizes = [5_000, 50_000];

function print(name: string, value: string): void {
  console.log(`${name.padEnd(58)} ${value}`);
}

const toMs = (ms: number) => `${Math.round(ms)} ms`;
const toFrames = ({ longestMs, p95Ms, count }: Frames) =>
  `longest ${toMs(longestMs)}   p95 ${toMs(p95Ms)}   ${count} frames`;
const toWeight = ({ heapMegabytes, nodes }: Weight) =>
  `${heapMegabytes.toFixed(1)} MB of script memory, ${nodes} nodes`;

console.log('Preparing a forge and a board ...');
using forge = await startBenchForge(repositories, branchesPerRepository);
await using server = await startAfterpush({
  environment: {
    AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
    AFTERPUSH_FORGES: toForges(forge),
  },
});
await seedBoard(server, forge);
const browser = await openBrowser();

console.log(`\nThe board, ${forge.branches.length} chats, nothing cached`);
const board = await measureBoard(browser, server, forge);
print('  first load, compressed', `${(board.firstLoadBytes / 1_000).toFixed(0)} kB`);
print('  navigation -> first paint', toMs(board.firstPaintMs));
print('  navigation -> first rows', toMs(board.firstRowsMs));
print('  navigation -> every chat', toMs(board.everyChatMs));
print('  scrolling to the end and back', toFrames(board.scrolling));
print('  the same in a plain list of as many rows', toFrames(board.plainScrolling));
print(
  '  ratio of the longest frames',
  (board.scrolling.longestMs / board.plainScrolling.longestMs).toFixed(1),
);
print('  200 changes in a second', toFrames(board.storm));
print('  memory', toWeight(board.weight));
print('  click on a row -> the open chat', toMs(board.openMs));

for (const lines of diffSizes) {
  console.log(`\nA diff of ${lines} lines`);
  const diff = await measureDiff(browser, server, lines);
  print('  click on a row -> first lines', toMs(diff.visibleMs));
  print('  of that, since the diff had arrived', toMs(diff.sinceAnswerMs));
  print('  the same text without any viewer', toMs(diff.plainMs));
  print('  ratio', (diff.sinceAnswerMs / diff.plainMs).toFixed(1));
  print('  frames while it is rendered', toFrames(diff.rendering));
  print('  frames while scrolling through it', toFrames(diff.scrolling));
  print('  memory', toWeight(diff.weight));
}
await browser.close();
process.exit(0);
