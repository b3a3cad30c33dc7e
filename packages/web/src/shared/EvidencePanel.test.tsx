import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { EvidencePanel } from './EvidencePanel.tsx';

afterEach(cleanup);

it('shows the reason in words, all that was seen, and what to do next', () => {
  render(
    <EvidencePanel
      subject="web"
      evidence={{
        reason: 'CrashLoopBackOff',
        message: 'The process ends right after it was started.',
        logLines: ['\u001b[31mError: no PORT\u001b[0m'],
        exitCode: 1,
        event: 'BackOff: restarting failed container',
        nextStep: 'Set PORT in Config.',
      }}
    />,
  );
  expect(screen.getByText('web: Crash loop back off')).toBeDefined();
  expect(screen.getByLabelText('Last log lines').textContent).toBe('Error: no PORT');
  expect(screen.getByText('BackOff: restarting failed container')).toBeDefined();
  expect(screen.getByText(/Set PORT in Config/)).toBeDefined();
});
