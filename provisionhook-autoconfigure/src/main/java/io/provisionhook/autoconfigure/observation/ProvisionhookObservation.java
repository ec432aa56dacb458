package io.provisionhook.autoconfigure.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documentation of the observations of Provisionhook.
 *
 * @since 0.1.0
 */
public enum ProvisionhookObservation implements ObservationDocumentation {

	/**
	 * Observation of a run: all mutators of one workspace.
	 */
	RUN {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return RunObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return RunLowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}
	},

	/**
	 * Observation of the fetch of one mutator in a run.
	 */
	FETCH {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return FetchObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return MutatorLowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}
	},

	/**
	 * Observation of the turn of one mutator in a run.
	 */
	MUTATOR {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return MutatorObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return MutatorLowCardinalityKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeys.values();
		}
	};

	/**
	 * Keys of {@link #RUN} with few values.
	 */
	public enum RunLowCardinalityKeys implements KeyName {

		/**
		 * Outcome of the run: SUCCESS, FAILURE or CANCELLED. Absent before the end.
		 */
		OUTCOME {
			@Override
			public String asString() {
				return "outcome";
			}
		}

	}

	/**
	 * Keys of {@link #FETCH} and {@link #MUTATOR} with few values.
	 */
	public enum MutatorLowCardinalityKeys implements KeyName {

		/**
		 * Name of the mutator.
		 */
		MUTATOR {
			@Override
			public String asString() {
				return "mutator";
			}
		},

		/**
		 * Outcome: SUCCESS, SKIPPED, FAILURE or CANCELLED. Absent before the end.
		 */
		OUTCOME {
			@Override
			public String asString() {
				return "outcome";
			}
		}

	}

	/**
	 * Keys of all observations with any number of values.
	 */
	public enum HighCardinalityKeys implements KeyName {

		/**
		 * Id of the workspace.
		 */
		WORKSPACE_ID {
			@Override
			public String asString() {
				return "workspace.id";
			}
		}

	}

}
