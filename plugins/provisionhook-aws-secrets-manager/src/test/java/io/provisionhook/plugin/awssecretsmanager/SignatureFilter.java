package io.provisionhook.plugin.awssecretsmanager;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.tomakehurst.wiremock.extension.requestfilter.RequestFilterAction;
import com.github.tomakehurst.wiremock.extension.requestfilter.StubRequestFilterV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * Refuses whatever is not signed as it has to be.
 */
final class SignatureFilter implements StubRequestFilterV2 {

	private final SigV4Verifier signer;

	private final AtomicInteger requests = new AtomicInteger();

	SignatureFilter(SigV4Verifier signer) {
		this.signer = signer;
	}

	@Override
	public RequestFilterAction filter(Request request, ServeEvent event) {
		try {
			this.requests.incrementAndGet();
			return (this.signer.problemWith(request) != null)
					? RequestFilterAction
						.stopWith(SecretsManagerStandIn.error(403, "InvalidSignatureException").build())
					: RequestFilterAction.continueWith(request);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	int requests() {
		return this.requests.get();
	}

	@Override
	public String getName() {
		return "signature";
	}

}
