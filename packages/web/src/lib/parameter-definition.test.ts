import { expect, it } from 'vitest';
import { withField } from './parameter-definition.ts';

const definition = {
  name: 'SIZE',
  label: '',
  description: '',
  type: 'integer',
  default: '3',
  required: true,
  secret: false,
  min: 1,
} as const;

it('takes an emptied limit or default away', () => {
  expect(withField(definition, 'min', '')).not.toHaveProperty('min');
  expect(withField(definition, 'default', '')).not.toHaveProperty('default');
  expect(withField(definition, 'max', '9')).toMatchObject({ min: 1, max: 9 });
});

it('drops limits that another type does not have, and keeps the default', () => {
  const choice = withField(definition, 'type', 'enum');
  expect(choice).toMatchObject({ type: 'enum', default: '3', options: [] });
  expect(choice).not.toHaveProperty('min');
});

it('keeps an empty line of the options while they are written', () => {
  expect(withField(withField(definition, 'type', 'enum'), 'options', 'a\n').options).toEqual(['a', '']);
});
