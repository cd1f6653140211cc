export const sessionsMessages = {
  sessions: {
    title: 'Signed-in browsers',
    text: 'A browser is signed out after 30 days without use. To sign in another, run afterpush login-link.',
    current: 'this browser',
    browser: (browser = 'Unknown browser', system?: string) =>
      system === undefined ? browser : `${browser} on ${system}`,
    times: (created: string, used: string) => `signed in ${created}, last used ${used}`,
    end: 'Sign out',
    endNamed: (browser: string) => `Sign out ${browser}`,
    failed: 'Could not load the signed-in browsers',
  },
} as const;
