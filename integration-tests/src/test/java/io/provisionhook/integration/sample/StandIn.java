package io.provisionhook.integration.sample;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/**
 * Stands in for what a plugin asks, on a port of this machine.
 */
final class StandIn {

	private final WireMockServer server = new WireMockServer(
			WireMockConfiguration.options().dynamicPort().templatingEnabled(false).bindAddress("127.0.0.1"));

	private StandIn() {
		this.server.start();
	}

	static StandIn start() {
		return new StandIn();
	}

	StandIn answer(MappingBuilder call, String json) {
		this.server.stubFor(call.willReturn(WireMock.okJson(json)));
		return this;
	}

	/**
	 * Pass on whatever comes.
	 * @param url to whom
	 */
	void forward(String url) {
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.aResponse().proxiedFrom(url)));
	}

	String host() {
		return "127.0.0.1:" + this.server.port();
	}

	String url() {
		return "http://" + host();
	}

	void stop() {
		this.server.stop();
	}

}
