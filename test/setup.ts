// Runs before every test file. Property tests draw from a fixed seed, so that a change either breaks a test
// or does not; try others by changing the number.

import fc from 'fast-check';

// The tests may run in a workflow of GitHub's; what they run is not what its summary is about.
delete process.env.GITHUB_ACTIONS;
delete process.env.GITHUB_STEP_SUMMARY;

fc.configureGlobal({ seed: 6795 });
