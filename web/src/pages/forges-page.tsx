import { ArrowLeftIcon } from '@primer/octicons-react';
import { useQuery } from '@tanstack/react-query';
import { forgesQuery } from '../api/forges.ts';
import { ForgeCard } from '../components/forge-card.tsx';
import { ProblemNotice } from '../components/problem-notice.tsx';
import { Link } from '../routes/link.tsx';
import { words } from '../words.ts';

/** Where a person links the token that Afterpush reads with. */
export function ForgesPage({ forgeId }: { forgeId: string | null }) {
  const forges = useQuery(forgesQuery);
  const say = words.forges;
  const unknown = forgeId !== null && forges.data?.every(({ id }) => id !== forgeId);
  return (
    <main className="forges">
      <Link className="back" href="/">
        <ArrowLeftIcon size={14} /> {say.back}
      </Link>
      <h1>{say.title}</h1>
      <p className="lead">{say.text}</p>
      {forges.error && !forges.data && (
        <ProblemNotice error={forges.error} onRetry={() => void forges.refetch()} />
      )}
      {unknown && <p className="lead">{say.unknown(forgeId)}</p>}
      {forges.data?.length === 0 && <p className="lead">{say.none}</p>}
      <ul>
        {forges.data?.map((forge) => (
          <li key={forge.id}>
            <ForgeCard forge={forge} asked={forge.id === forgeId} />
          </li>
        ))}
      </ul>
    </main>
  );
}
