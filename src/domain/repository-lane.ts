/** A repository whose list of pull requests is fetched with one owner's token. */
export interface AcquiredLane {
  forgeId: string;
  /** The part that the URLs of all the repository's pull requests share. */
  urlPrefix: string;
  ownerId: string;
}

/** When a lane is due next, and the latest change in its repository. */
export interface LaneSchedule {
  delayMs: number;
  changedAt: Date | null;
}

/** A pull request as the list of its repository shows it. */
export interface ListedPullRequest {
  url: string;
  number: number;
  isOpen: boolean;
  changedAt: Date | null;
  headSha: string | null;
  /** Empty when the fork was deleted. */
  headRepository: string;
  /** Null where the forge does not report it. */
  headRepositoryId?: string | null;
  headBranch: string;
}
