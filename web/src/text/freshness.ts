export const freshnessText = {
  time: {
    justNow: 'just now',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
    ago: (duration: string) => `${duration} ago`,
  },
  freshness: {
    checked: (age: string) => `checked ${age}`,
    pushed: (age: string) => `pushed ${age}, looking`,
    looking: 'looking',
    notChecked: 'not checked yet',
    pausedUntil: (clock: string) => `paused until ${clock}`,
    pausedShort: (clock: string) => `paused ${clock}`,
    noToken: (forge: string) => `no token for ${forge}`,
    noTokenShort: 'no token',
    unreachable: (forge: string) => `${forge} unreachable`,
    unreachableShort: 'unreachable',
    tokenRefused: 'token refused',
    noAccess: 'no access',
    notFound: 'not found',
    noForge: 'no forge for this remote',
    noForgeShort: 'no forge',
    unreadable: 'unreadable answer',
    internal: 'last look failed',
    showing: (problem: string, clock: string) => `${problem}, showing ${clock}`,
    nextLook: (duration: string) => `next look in ${duration}`,
    due: 'due now',
    settled: 'settled, looked at again after a push',
    theForge: 'the forge',
  },
  freshnessAnswer: {
    title: 'Why is this not fresher?',
    headline: {
      checked: 'Nothing is in the way.',
      looking: 'A push came in, and it is being looked for.',
      unchecked: 'The first look is still to come.',
      settled: 'It is settled, so nothing is scheduled.',
    },
    part: {
      last_look: 'Last look',
      next_look: 'Next look',
      push: 'Last push',
      feed: 'Webhook',
      failure: 'Last failure',
    },
    lastLook: (age: string) => `Last looked ${age}.`,
    lastGoodLook: (age: string) => `The last look that succeeded was ${age}.`,
    neverLooked: 'It was not looked at yet.',
    neverSucceeded: 'No look has succeeded yet.',
    settled:
      'None is scheduled: the pull request is merged. A push, a webhook, Refresh or opening this chat looks again.',
    unscheduled: 'None is scheduled. A push, a webhook, Refresh or opening this chat looks again.',
    due: 'Due now: it is looked at in a moment.',
    noToken: (forge: string) =>
      `It waits for a token, and looks as soon as one is linked for ${forge}.`,
    paused: (clock: string, forge: string) =>
      `Paused until ${clock}: ${forge} has limited the requests of this token.`,
    retry: (wait: string) => `It tries again in ${wait}, because the last look failed.`,
    afterPush: (wait: string, age: string) =>
      `In ${wait}: a push came ${age}, and a pull request may still be on its way.`,
    noPullRequest: (wait: string) =>
      `In ${wait}: no pull request is known and no push came lately, so it has time. A push looks at once.`,
    mergeability: (wait: string) =>
      `In ${wait}: the forge is still working out whether it can be merged.`,
    closed: (wait: string) => `In ${wait}: a closed pull request can be reopened.`,
    regular: (wait: string) => `In ${wait}, the regular look at an open pull request.`,
    push: (age: string) => `The last push was seen ${age}.`,
    noPush: 'No push was seen yet.',
    feedLive: (forge: string, age: string) => `${forge} tells of changes here. It last did ${age}.`,
    feedLiveUnheard: (forge: string) => `${forge} tells of changes here.`,
    feedSilent: (age: string) =>
      `One is set up, but was last heard ${age}. Changes are found by asking.`,
    feedUnheard: (age: string) =>
      `One was set up ${age} and has told nothing yet. Changes are found by asking.`,
    feedNever:
      'None tells of changes here. They are found by asking: later, and for more requests.',
    feedSetUp: 'Set one up',
    failing: (problem: string) => `${problem}.`,
    failingSince: (clock: string, problem: string) => `Since ${clock}: ${problem}.`,
    failedUntil: (from: string, until: string, problem: string) =>
      `Over since ${until}, it began at ${from}: ${problem}.`,
  },
  failure: {
    no_token: {
      title: (forge: string) => `No token is linked for ${forge}`,
      next: 'Afterpush reads this branch as soon as a token is linked.',
    },
    unauthorized: {
      title: (forge: string) => `${forge} refused the token`,
      next: 'It may have expired or been revoked. Link a new one.',
    },
    forbidden: {
      title: (forge: string) => `${forge} does not let this token read the repository`,
      next: 'Give the token access to the repository, then try again.',
    },
    not_found: {
      title: (forge: string) => `${forge} does not show this repository to the token`,
      next: 'The repository is gone, renamed, or the token has no access to it.',
    },
    rate_limited: {
      title: (forge: string) => `${forge} has limited the requests of this token`,
      next: 'Afterpush goes on by itself at the time the forge gave.',
    },
    no_forge: {
      title: () => 'No configured forge serves this remote',
      next: 'Name the forge in AFTERPUSH_FORGES and start the server again.',
    },
    unavailable: {
      title: (forge: string) => `${forge} does not answer`,
      next: 'Afterpush keeps trying. What you see is the last known good state.',
    },
    timed_out: {
      title: (forge: string) => `${forge} answers too slowly`,
      next: 'Afterpush keeps trying. What you see is the last known good state.',
    },
    malformed: {
      title: (forge: string) => `${forge} gave an answer Afterpush could not read`,
      next: 'A proxy may stand in between. Afterpush keeps trying.',
    },
    internal: {
      title: () => 'The last look at this branch failed',
      next: 'Afterpush keeps trying. The server log has the details.',
    },
  },
} as const;
