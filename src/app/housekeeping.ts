import { systemClock as clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { createPeriodicLoop, type Wakeable } from '../platform/woken-loop.ts';
import type { Database } from '../store/database.ts';
import { deleteOldTimeline } from '../store/queries/branches/delete-old-timeline.ts';
import { keepTimelinePartitions } from '../store/queries/branches/keep-timeline-partitions.ts';
import { announceEndedTokens } from '../store/queries/chat-tokens/announce-ended-tokens.ts';
import { deleteEndedTokens } from '../store/queries/chat-tokens/delete-ended-tokens.ts';
import { updateChat } from '../store/queries/chats/update-chat.ts';
import { retireCheckouts } from '../store/queries/checkouts/retire-checkouts.ts';
import { deleteIdleSessions } from '../store/queries/sessions/delete-idle-sessions.ts';
import { deleteEndedBudgets } from '../store/queries/tokens/delete-ended-budgets.ts';
import { deleteOldValidators } from '../store/queries/tokens/delete-old-validators.ts';
import { deletePastExpiries } from '../store/queries/tokens/delete-past-expiries.ts';
import type { SyncStore } from '../store/sync-store.ts';

const validatorAgeMs = 30 * 86_400_000;
const timelineBounds = { ageMs: 30 * 86_400_000, mostEntries: 500 };
const housekeepingMs = 86_400_000;
const clockCheckMs = 10_000;
const retirementMs = 60_000;

/** Notices when the clock of the database steps back, and corrects what would be due too late. */
export function createClockKeeper(store: SyncStore, logger: Logger): Wakeable {
  return createPeriodicLoop({
    clock,
    everyMs: clockCheckMs,
    async work() {
      const backMs = await store.keepClock();
      if (backMs === undefined) return;
      logger.warn({ backMs }, 'the clock of the database stepped back; corrected all due times');
    },
    onFailure: (error) => logger.warn({ error }, 'failed to read the clock of the database'),
  });
}

/** Archives the chats of removed worktrees once nothing of theirs is open, and ends tokens. */
export function createRetirement(database: Database, logger: Logger): Wakeable {
  return createPeriodicLoop({
    clock,
    everyMs: retirementMs,
    async work() {
      for (const { chatId, ownerId } of await retireCheckouts(database)) {
        await updateChat(database, { ownerId, chatId, title: null, archived: true });
      }
      await announceEndedTokens(database, 2 * retirementMs);
    },
    onFailure: (error) =>
      logger.warn({ error }, 'chats of removed worktrees and ended tokens were not closed'),
  });
}

/** Deletes expired rows once a day, and prepares tables for new ones. */
export function createHousekeeping(database: Database, logger: Logger): Wakeable {
  return createPeriodicLoop({
    clock,
    everyMs: housekeepingMs,
    async work() {
      await deleteOldValidators(database, validatorAgeMs);
      await deleteEndedBudgets(database);
      await deletePastExpiries(database);
      await deleteIdleSessions(database);
      await deleteEndedTokens(database);
      if (!(await keepTimelinePartitions(database, timelineBounds.ageMs))) {
        logger.warn({}, 'the partitions of the timeline are in use; trying again tomorrow');
      }
      await deleteOldTimeline(database, timelineBounds);
    },
    onFailure: (error) => logger.warn({ error }, 'expired rows could not be deleted'),
  });
}
