import { describeModelProvider } from '../../../test/model-provider.conformance.ts';
import { createFakeModel, failingPrompt } from './model-provider.fake.ts';

const provider = createFakeModel();
describeModelProvider('the fake', () => ({ provider, willAnswer: (answer) => provider.willAnswer(answer), failingPrompt }));
