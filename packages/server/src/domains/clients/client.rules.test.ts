import { describe, expect, it } from 'vitest';
import { clientIssues, contrastOf, cookieIssue } from './client.rules.ts';

const good = {
  branding: { name: 'Acme', logoUrl: 'https://acme.example/logo.svg', primaryColor: '#1d4ed8', supportEmail: null },
  plans: ['free'],
  registrationPolicy: 'open',
  allowedDomains: [],
};

const withColor = (primaryColor: string) => clientIssues({ ...good, branding: { ...good.branding, primaryColor } });
const withLogo = (logoUrl: string) => clientIssues({ ...good, branding: { ...good.branding, logoUrl } });

describe('contrast', () => {
  it('is what WCAG says it is', () => {
    expect(contrastOf('#ffffff')).toEqual({ white: 1, black: 21 });
    expect(contrastOf('#000000')).toEqual({ white: 21, black: 1 });
    // The grey that everybody knows as just enough for text on white.
    expect(contrastOf('#767676').white).toBeCloseTo(4.54, 2);
    expect(contrastOf('#FF0000').white).toBeCloseTo(4, 1);
  });

  it('always leaves one of black and white for text', () => {
    for (let value = 0; value < 256; value += 1) {
      const hex = value.toString(16).padStart(2, '0');
      const { white, black } = contrastOf(`#${hex}${hex}${hex}`);
      expect(Math.max(white, black)).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('a brand', () => {
  it.each(['#1d4ed8', '#c026d3', '#dc2626', '#0f766e', '#767676'])('may be %s', (color) => {
    expect(withColor(color)).toEqual([]);
  });

  it('is refused in a colour that is lost on white or on black, with the ratio', () => {
    expect(withColor('#ffff00')).toEqual([
      { path: 'branding.primaryColor', message: 'has a contrast of 1.07:1 to white; 3:1 is the least (WCAG AA)' },
    ]);
    expect(withColor('#000080')).toEqual([
      { path: 'branding.primaryColor', message: 'has a contrast of 1.31:1 to black; 3:1 is the least (WCAG AA)' },
    ]);
  });

  it.each([
    'http://acme.example/logo.svg',
    'javascript:alert(1)',
    'data:image/svg+xml,x',
    '/logo.svg',
    'https://a:b@acme.example/x',
  ])('is refused with the logo %s', (url) => {
    expect(withLogo(url).map((issue) => issue.path)).toEqual(['branding.logoUrl']);
  });
});

describe('a client', () => {
  it('names the domains where only those may register, and no plan twice', () => {
    expect(clientIssues({ ...good, registrationPolicy: 'domains', plans: ['free', 'free'] }).map((issue) => issue.path)).toEqual([
      'plans',
      'allowedDomains',
    ]);
    expect(clientIssues({ ...good, registrationPolicy: 'domains', allowedDomains: ['acme.example'] })).toEqual([]);
  });

  it('is not within the domain of the session cookie', () => {
    expect(cookieIssue('brand.example.com', '.Example.com')).toContain('example.com');
    expect(cookieIssue('example.com', 'example.com')).toContain('example.com');
    expect(cookieIssue('notexample.com', 'example.com')).toBeUndefined();
    expect(cookieIssue('brand.example.com', undefined)).toBeUndefined();
  });
});
