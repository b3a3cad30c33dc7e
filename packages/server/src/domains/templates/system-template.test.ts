import { systemClock } from '@moorage/core/clock';
import { describe, expect, it } from 'vitest';
import { resolveValues } from './parameter.rules.ts';
import { placeValues } from './placement.rules.ts';
import { readSpec } from './spec-yaml.service.ts';
import { systemTemplateRow, systemTemplates } from './system-template.service.ts';

const given = { POSTGRES_PASSWORD: 'correct-horse' };

function placed(name: string) {
  const template = systemTemplates.find((one) => one.name === name);
  if (template === undefined) throw new Error(`no template ${name}`);
  const { definitions, spec } = systemTemplateRow(template, 'id', systemClock.now());
  const known = Object.fromEntries(Object.entries(given).filter(([key]) => definitions.some((one) => one.name === key)));
  const values = resolveValues(definitions, known);
  if (values.kind === 'invalid') throw new Error(JSON.stringify(values.issues));
  const result = placeValues(readSpec(spec, definitions), values.values);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.issues));
  return result.placed;
}

describe('system templates', () => {
  it.each(systemTemplates.map((template) => template.name))('%s passes every check that a tenant template must pass', (name) => {
    expect(placed(name).services.length).toBeGreaterThan(0);
  });

  it('tells each service its parameters as environment variables', () => {
    expect(placed('hello').services[0]?.env).toEqual([{ name: 'GREETING', value: 'Hello from Moorage' }]);
  });

  it.each(['hello', 'web-and-api', 'worker', 'static-site'])('%s runs programs that Node.js can parse', (name) => {
    for (const service of placed(name).services) {
      const [program, flag, script = ''] = service.command ?? [];
      expect([program, flag]).toEqual(['node', '-e']);
      // oxlint-disable-next-line typescript/no-implied-eval -- parses the script of the template, runs nothing of it
      expect(() => new Function(script)).not.toThrow();
    }
  });

  it('leaves nothing open: the image, port and path of custom-image are numbers and text', () => {
    const { services, ingresses } = placed('custom-image');
    expect(services[0]).toMatchObject({ image: 'nginx:1.29-alpine', ports: [{ containerPort: 80 }], healthCheckPath: '/' });
    expect(ingresses[0]?.port).toBe(80);
  });
});
