import { expect, test } from 'vitest';
import { findImageType, isSvg } from './image-type.ts';

test.each([
  ['89504e470d0a1a0a0000', 'image/png'],
  ['ffd8ffe000', 'image/jpeg'],
  ['474946383961', 'image/gif'],
  ['524946460000000057454250', 'image/webp'],
  ['524946460000000057415645', undefined],
  ['25504446', undefined],
  ['3c68746d6c3e00', undefined],
  ['', undefined],
])('content that starts with %s has the type %s', (start, type) => {
  expect(findImageType(Buffer.from(start, 'hex'))).toBe(type);
});

test.each([
  ['logo.svg', '<?xml version="1.0"?>\n<svg xmlns="x"></svg>', true],
  ['logo.SVG', '<svg>', true],
  ['logo.svg', '<html><body></body></html>', false],
  ['page.html', '<svg>', false],
  ['logo.svg', '<svgx>', false],
])('%s with %s is an SVG image: %s', (path, text, expected) => {
  expect(isSvg(path, text)).toBe(expected);
});
