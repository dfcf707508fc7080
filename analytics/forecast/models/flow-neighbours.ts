import { createProfileModel } from './profile-model.ts';

/** Speed or flow of road links, with their neighbours up and down the road as helpers: an hour ahead in 5-minute steps. */
export const flowNeighbours = createProfileModel({ id: 'flow-neighbours', withNeighbours: true });
