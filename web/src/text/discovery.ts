import { plural } from './numbers.ts';

export const discoveryMessages = {
  discovery: {
    title: 'Your open pull requests',
    follow: 'Follow my open pull requests, wherever they were opened',
    hidden: 'Hidden',
    show: 'Show again',
    showNamed: (url: string) => `Show ${url} again`,
    hide: 'Hide this pull request',
    hideRepository: 'Hide all of mine in this repository',
    bots: {
      label: 'Accounts of agents whose pull requests count as well when they are assigned to me',
      save: 'Save',
      saved: 'Saved',
      hint: 'Separated by commas, for example copilot-swe-agent, devin-ai-integration[bot].',
      too_many: 'Choose at most 20 accounts.',
      no_name: 'An account name has at most 100 letters, digits and dashes.',
    },
  },
  agentFolders: {
    title: 'Folders of your agents',
    text: (agents: string) =>
      `${agents} worked on this machine. Only when you choose so, their sessions are read for the folders they worked in.`,
    search: 'Show these folders',
    none: 'No folder of a session is a clone.',
    used: (agents: string, age: string) => (age === '' ? agents : `${agents}, ${age}`),
    watched: 'watched by the configuration',
    follow: 'Follow',
    followNamed: (path: string) => `Follow ${path}`,
    unfollow: 'Stop following',
    unfollowNamed: (path: string) => `Stop following ${path}`,
    followAll: (count: number) => `Follow all ${plural(count, 'folder', 'folders')}`,
  },
} as const;
