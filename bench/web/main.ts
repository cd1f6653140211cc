import { startAfterpush } from '../../test/support/afterpush-process.ts';
import { openBrowser } from '../../test/support/browser.ts';
import { createPostgresUrl } from '../../test/support/databases/postgres-url.ts';
import { formatForges, startBenchForge } from '../forge-client.ts';
import { measureBoard, seedBoard } from './board.ts';
import { measureDiff } from './diff.ts';
import type { Frames, Weight } from './page-meter.ts';

const repositories = 40;
const branchesPerRepository = 50;
const diffSizes = [5_000, 50_000];

function print(name: string, value: string): void {
  console.log(`${name.padEnd(58)} ${value}`);
}

const formatMs = (ms: number) => `${Math.round(ms)} ms`;
const formatFrames = ({ longestMs, p95Ms, count }: Frames) =>
  `longest ${formatMs(longestMs)}   p95 ${formatMs(p95Ms)}   ${count} frames`;
const formatWeight = ({ heapMegabytes, nodes }: Weight) =>
  `${heapMegabytes.toFixed(1)} MB of script memory, ${nodes} nodes`;

// The block ends the forge and the server, which would outlive the exit of this process.
{
  console.log('Preparing a forge and a board ...');
  using forge = await startBenchForge(repositories, branchesPerRepository);
  await using server = await startAfterpush({
    environment: {
      AFTERPUSH_DATABASE_URL: await createPostgresUrl(),
      AFTERPUSH_FORGES: formatForges(forge),
    },
  });
  await seedBoard(server, forge);
  const browser = await openBrowser();

  console.log(`\nThe board, ${forge.branches.length} chats, nothing cached`);
  const board = await measureBoard(browser, server, forge);
  print('  first load, compressed', `${(board.firstLoadBytes / 1_000).toFixed(0)} kB`);
  print('  navigation -> first paint', formatMs(board.firstPaintMs));
  print('  navigation -> first rows', formatMs(board.firstRowsMs));
  print('  navigation -> every chat', formatMs(board.everyChatMs));
  print('  scrolling to the end and back', formatFrames(board.scrolling));
  print('  the same in a plain list of as many rows', formatFrames(board.plainScrolling));
  print(
    '  ratio of the longest frames',
    (board.scrolling.longestMs / board.plainScrolling.longestMs).toFixed(1),
  );
  print('  200 changes in a second', formatFrames(board.storm));
  print('  memory', formatWeight(board.weight));
  print('  click on a row -> the open chat', formatMs(board.openMs));

  for (const lines of diffSizes) {
    console.log(`\nA diff of ${lines} lines`);
    const diff = await measureDiff(browser, server, lines);
    print('  click on a row -> first lines', formatMs(diff.visibleMs));
    print('  of that, since the response', formatMs(diff.sinceResponseMs));
    print('  the same text without any viewer', formatMs(diff.plainMs));
    print('  ratio', (diff.sinceResponseMs / diff.plainMs).toFixed(1));
    print('  frames while it is rendered', formatFrames(diff.rendering));
    print('  frames while scrolling through it', formatFrames(diff.scrolling));
    print('  memory', formatWeight(diff.weight));
  }
  await browser.close();
}
process.exit(0);
