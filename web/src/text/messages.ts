import { boardText } from './board.ts';
import { chatText } from './chat.ts';
import { commentsText } from './comments.ts';
import { diffText } from './diff.ts';
import { forgesText } from './forges.ts';
import { shellText } from './frame.ts';
import { freshnessText } from './freshness.ts';
import { healthText } from './health.ts';
import { notificationsText } from './notifications.ts';
import { countsText } from './numbers.ts';
import { paletteText } from './palette.ts';
import { timelineText } from './timeline.ts';

/** All text of the page, from the files of this folder. */
export const messages = {
  ...countsText,
  ...boardText,
  ...freshnessText,
  ...chatText,
  ...commentsText,
  ...diffText,
  ...forgesText,
  ...healthText,
  ...notificationsText,
  ...paletteText,
  ...shellText,
  ...timelineText,
} as const;
