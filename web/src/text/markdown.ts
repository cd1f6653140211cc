export const markdownMessages = {
  markdown: {
    showImage: (alt: string, host: string) =>
      alt === '' ? `Show image from ${host}` : `Show image "${alt}" from ${host}`,
    imageHint: 'Loads the images of this chat. Their servers then see that you read it.',
    openImage: (alt: string, host: string) =>
      alt === '' ? `Open image at ${host}` : `Open image "${alt}" at ${host}`,
    done: 'done',
    notDone: 'not done',
    suggestion: 'Suggested change',
  },
} as const;
