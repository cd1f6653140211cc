import { boardMessages } from './board.ts';
import { chatMessages } from './chat.ts';
import { commentsText } from './comments.ts';
import { diffText } from './diff.ts';
import { forgesText } from './forges.ts';
import { frameMessages } from './frame.ts';
import { freshnessMessages } from './freshness.ts';
import { healthText } from './health.ts';
import { notificationMessages } from './notifications.ts';
import { countMessages } from './numbers.ts';
import { paletteMessages } from './palette.ts';
import { timelineMessages } from './timeline.ts';

/** All texts of the page are in this folder, so that they can be translated in one place. */
export const messages = {
  ...countMessages,
  ...boardMessages,
  ...freshnessMessages,
  ...chatMessages,
  ...commentsText,
  ...diffText,
  ...forgesText,
  ...healthText,
  ...notificationMessages,
  ...paletteMessages,
  ...frameMessages,
  ...timelineMessages,
} as const;
