package io.provisionhook.benchmarks.run;

import java.util.Map;

/**
 * What a mutator is without the hook: the same work on any map.
 */
interface MapMutator {

	void mutate(Map<String, String> map);

}
