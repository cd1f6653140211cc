import type { Checkout } from '../../../../src/contract/checkout.ts';
import { messages } from '../../text/messages.ts';

/** What is not pushed from the worktree of a chat. Its path is shown on hover. */
export function CheckoutNote({ checkout }: { checkout: Checkout }) {
  const text = formatCheckout(checkout);
  if (text === '') return null;
  return (
    <span className="checkout-note" title={checkout.path ?? undefined}>
      {text}
    </span>
  );
}

/** Empty when the worktree and the last push agree. */
export function formatCheckout(checkout: Checkout): string {
  if (!checkout.exists) return messages.chat.worktreeGone;
  const unpushed = messages.chat.notPushed(checkout.ahead ?? 0, checkout.changed_files ?? 0);
  const behind = checkout.behind_pull_request ? messages.chat.behindPullRequest : '';
  return [unpushed, behind].filter((part) => part !== '').join('. ');
}
