import type { ForgeApi } from '../client/forge-api.ts';
import { LogWindow } from '../client/log-window.ts';
import { type LogRead, type LogReadRequest, toLogRead } from '../fetch-log.ts';
import type { Access, LogSource } from '../forge.ts';
import { toPlainText } from '../parsing/text.ts';

interface Job {
  id: number;
  url: string | null;
  /** In lower case. */
  status: string;
  startedAt: string | null;
}

/** Where the trace of a job is: in the project that it ran in, which may be the fork. */
export function toLogSource(
  { id, url, startedAt, status }: Job,
  project: string | number,
): LogSource {
  const isJob = jobPage.exec(url ?? '')?.[1] === String(id);
  if (!isJob) {
    const reason = 'Another service reported this status. Its page has the log.';
    return { kind: 'none', reason };
  }
  if (startedAt === null && status !== 'running') {
    return { kind: 'none', reason: 'The job has not started.' };
  }
  return { kind: 'readable', key: `${project}/jobs/${id}` };
}

const jobPage = /\/(?:-\/jobs|builds)\/(\d{1,15})$/;

/** The trace of a job. */
export async function readLog(
  { check, key, range }: LogReadRequest,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<LogRead> {
  const window = new LogWindow(range);
  const request = {
    url: `${api.baseUrl}/projects/${key}/trace`,
    subject: `the log of ${toPlainText(check.name, 100)}`,
    accept: 'text/plain, */*;q=0.1',
    receive: window.receive,
  };
  const downloaded = await api.download(request, access);
  if (downloaded.kind === 'downloaded' && window.isEmpty) {
    const reason = 'GitLab has no log of this job: it was erased, or the job has written nothing.';
    return { kind: 'no_log', reason };
  }
  return toLogRead(downloaded, window);
}
