import { Link } from '../shared/routing/link.tsx';
import { words } from '../text/text.ts';

/** An address that leads nowhere, and the way back. */
export function UnknownPage() {
  return (
    <div className="standalone">
      <h1>{words.problem.notFoundTitle}</h1>
      <p className="lead">{words.problem.notFoundText(location.pathname)}</p>
      <p>
        <Link className="button button-primary" href="/">
          {words.problem.toBoard}
        </Link>
      </p>
    </div>
  );
}
