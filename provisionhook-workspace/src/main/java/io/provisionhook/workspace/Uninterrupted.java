package io.provisionhook.workspace;

/**
 * Does what has to be done even on a thread that is interrupted, which it stays.
 */
final class Uninterrupted {

	private Uninterrupted() {
	}

	/**
	 * Do something, and once more if it was interrupted.
	 * @param action what to do, fit to be done twice
	 * @throws Exception if it fails
	 */
	static void run(RedactedCall.Action action) throws Exception {
		boolean interrupted = Thread.interrupted();
		try {
			action.run();
		}
		catch (InterruptedException ex) {
			interrupted = true;
			action.run();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
