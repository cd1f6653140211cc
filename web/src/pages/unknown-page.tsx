import { Link } from '../shared/routing/link.tsx';
import { messages } from '../text/messages.ts';

/** An address that leads nowhere, and the way back. */
export function UnknownPage() {
  return (
    <div className="standalone">
      <h1>{messages.problem.notFoundTitle}</h1>
      <p className="lead">{messages.problem.notFoundText(location.pathname)}</p>
      <p>
        <Link className="button button-primary" href="/">
          {messages.problem.toBoard}
        </Link>
      </p>
    </div>
  );
}
