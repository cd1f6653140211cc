import { GitCommitIcon } from '@primer/octicons-react';
import { lazy, Suspense, useState } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';

const CommitsForm = lazy(() => import('./commits-form.tsx'));

/** Opens a dialog that limits the diff to some commits. */
export function CommitsButton({ status, search }: { status: DiffStatus; search: Search }) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={messages.diff.commits}
        title={messages.diff.commits}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <GitCommitIcon size={16} />
      </button>
      <Dialog
        title={messages.diff.commitsTitle}
        closeLabel={messages.diff.closeCommits}
        open={open}
        onClose={close}
      >
        {open && (
          <div className="commits-dialog">
            <Suspense>
              <CommitsForm status={status} search={search} onDone={close} />
            </Suspense>
          </div>
        )}
      </Dialog>
    </>
  );
}
