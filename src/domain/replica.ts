/** One heartbeat of a replica. */
export interface RecordReplica {
  id: string;
  host: string;
  version: string;
  /** Since the process started. */
  elapsedMs: number;
  /** The forges whose queues are sampled; the empty id is the queue of rows that no forge serves. */
  forgeIds: readonly string[];
  /** Leaves out rows that wait for polling. */
  isPollingPaused?: boolean;
}
