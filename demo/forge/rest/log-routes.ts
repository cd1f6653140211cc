import { errorResponse, type HttpResponse, jsonResponse, notFound } from '../http/response.ts';
import type { Route } from '../http/router.ts';
import { writeJobLog } from '../world/job-logs.ts';
import type { CheckRun, Repository } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { createRepositoryRoute } from './resource-routes.ts';

/** The routes of job logs and annotations. The id of a job is that of its check run. */
export function createLogRoutes(world: World): Route[] {
  return [
    createRepositoryRoute(world, 'GET', '/actions/jobs/:job/logs', (call, repository) =>
      getLog(world, findRun(repository, call.parameters.job)),
    ),
    createRepositoryRoute(world, 'GET', '/check-runs/:run/annotations', (call, repository) =>
      listAnnotations(findRun(repository, call.parameters.run)),
    ),
  ];
}

function findRun({ checkRuns }: Repository, id: string | undefined): CheckRun | undefined {
  return [...checkRuns.values()].flat().find((run) => String(run.id) === id);
}

/** Like GitHub, has no log of a job that runs. */
function getLog({ jobLogs }: World, run: CheckRun | undefined): HttpResponse {
  if (run?.status !== 'completed') return notFound();
  const log = jobLogs.get(run.id);
  if (log === null) return errorResponse(410, 'Server Error');
  const body = log ?? writeJobLog(run);
  return { status: 200, contentType: 'text/plain; charset=utf-8', body };
}

function listAnnotations(run: CheckRun | undefined): HttpResponse {
  if (!run) return notFound();
  const failure = {
    path: '.github',
    start_line: 1,
    end_line: 1,
    annotation_level: 'failure',
    title: '',
    message: 'Process completed with exit code 1.',
  };
  return jsonResponse(run.conclusion === 'failure' ? [failure] : []);
}
