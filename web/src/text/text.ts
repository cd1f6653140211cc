import { boardWords } from './board.ts';
import { chatWords } from './chat.ts';
import { commentsWords } from './comments.ts';
import { countsWords } from './counts.ts';
import { diffWords } from './diff.ts';
import { forgesWords } from './forges.ts';
import { freshnessWords } from './freshness.ts';
import { healthWords } from './health.ts';
import { notificationsWords } from './notifications.ts';
import { paletteWords } from './palette.ts';
import { shellWords } from './shell.ts';
import { timelineWords } from './timeline.ts';

/** Every word the page says is in the folder `words`, for a translator. */
export const words = {
  ...countsWords,
  ...boardWords,
  ...freshnessWords,
  ...chatWords,
  ...commentsWords,
  ...diffWords,
  ...forgesWords,
  ...healthWords,
  ...notificationsWords,
  ...paletteWords,
  ...shellWords,
  ...timelineWords,
} as const;
