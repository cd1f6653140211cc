/** What is checked out, and what of it is not pushed. Unknown is null. */
export interface CheckoutState {
  branch: string | null;
  headSha: string | null;
  /** What was last pushed of the branch, as far as the clone knows. */
  pushedSha: string | null;
  ahead: number | null;
  behind: number | null;
  changedFiles: number | null;
}
