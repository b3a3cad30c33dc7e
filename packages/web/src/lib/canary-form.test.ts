import { expect, it } from 'vitest';
import { canaryOf, stepProblem } from './canary-form.ts';
import { type ConfigDraft, withEnv, withService } from './config-draft.ts';

const web = { name: 'web', replicas: '1', image: 'shop:1', cpuRequest: '', cpuLimit: '', memoryRequest: '', memoryLimit: '' };
const config: ConfigDraft = {
  displayName: 'Shop',
  visibility: 'internal',
  env: [{ name: 'GREETING', value: 'Hello' }],
  services: [{ ...web, autoUpdate: '' }],
};
const draft = { service: 'web', weight: 10, steps: [], config };

it('is no canary as long as nothing is different', () => {
  expect(canaryOf('shop', config, draft)).toBeUndefined();
});

it('sends what is different, and steps as numbers', () => {
  const changed = { ...draft, config: withService(config, 'web', { image: 'shop:2' }) };
  const steps = [{ id: 1, weight: '50', minutes: '30' }];
  expect(canaryOf('shop', config, { ...changed, steps })).toEqual({
    name: 'shop',
    service: 'web',
    weight: 10,
    image: 'shop:2',
    steps: [{ weight: 50, minutes: 30 }],
  });
  expect(canaryOf('shop', config, { ...draft, config: withEnv(config, 'GREETING', 'Ahoy') })).toEqual({
    name: 'shop',
    service: 'web',
    weight: 10,
    envVars: { GREETING: 'Ahoy' },
  });
});

it('says what is wrong with a step', () => {
  expect(stepProblem({ id: 1, weight: '50', minutes: '10' })).toBeUndefined();
  expect(stepProblem({ id: 1, weight: '100', minutes: '10' })).toContain('1 to 99');
  expect(stepProblem({ id: 1, weight: '5', minutes: '1.5' })).toContain('whole number');
});
