package io.github.shadowvars.demo.dashboard;

import io.github.shadowvars.demo.dashboard.ActuatorClient.Purged;
import io.github.shadowvars.demo.dashboard.UseCases.Outcome;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The actions of the page's buttons. Each returns a notice, and makes the page reload its
 * parts.
 */
@Controller
// A page of another origin cannot send the header
@RequestMapping(path = "/dashboard", headers = "HX-Request")
class DashboardActions {

	private static final String NOTICE = "fragments :: notice";

	private static final String OUTCOME = "fragments :: outcome";

	private final ActuatorClient actuator;

	private final ApplicationClient application;

	private final Reasons reasons;

	private final UseCases useCases;

	private final Recorder recorder;

	DashboardActions(ActuatorClient actuator, ApplicationClient application, Reasons reasons, UseCases useCases,
			Recorder recorder) {
		this.actuator = actuator;
		this.application = application;
		this.reasons = reasons;
		this.useCases = useCases;
		this.recorder = recorder;
	}

	@DeleteMapping("/shadows/{id}")
	String purge(@PathVariable String id, @RequestParam String name, Model model, HttpServletResponse response) {
		Purged purged = this.actuator.purge(id);
		String failures = (purged.destructorFailures() > 0) ? "; %s failed, and the log says why"
			.formatted(Dashboard.count(purged.destructorFailures(), "destructor")) : "";
		return done("Purged %s of %s%s.".formatted(Dashboard.count(purged.freed(), "variable"), name, failures), model,
				response);
	}

	@PostMapping("/shadows/{id}/tracking")
	String track(@PathVariable String id, @RequestParam String level, Model model, HttpServletResponse response) {
		String name = this.actuator.track(id, level).name();
		return done("Tracking of %s is %s from now on.".formatted(name, level), model, response);
	}

	@GetMapping("/shadows/{id}/why")
	String why(@PathVariable String id, Model model) {
		model.addAttribute("reason", this.reasons.why(id));
		return "fragments :: why";
	}

	@PostMapping("/leak/start")
	String startLeak(Model model, HttpServletResponse response) {
		this.application.startLeak();
		String tracking;
		try {
			this.actuator.track("signal-history", "full");
			tracking = "and tracking shows where histories are attached";
		}
		catch (RefusedException ex) {
			tracking = "but tracking stays off: " + ex.getMessage();
		}
		return done("The leak has started, %s.".formatted(tracking), model, response);
	}

	@PostMapping("/leak/fix")
	String fixLeak(Model model, HttpServletResponse response) {
		this.application.fixLeak();
		return done("The leak is fixed. Its variables are freed, and the stations can be collected.", model, response);
	}

	@PostMapping("/stations")
	String associate(@RequestParam String address, Model model, HttpServletResponse response) {
		return done("%s is here.".formatted(this.application.associate(address.strip()).address()), model, response);
	}

	@PostMapping("/stations/{address}/wake")
	String wake(@PathVariable String address, Model model, HttpServletResponse response) {
		this.application.wake(address);
		return done("%s is awake.".formatted(address), model, response);
	}

	@PostMapping("/stations/{address}/sleep")
	String sleep(@PathVariable String address, Model model, HttpServletResponse response) {
		this.application.sleep(address);
		return done("%s sleeps; frames wait for it.".formatted(address), model, response);
	}

	@DeleteMapping("/stations/{address}")
	String leave(@PathVariable String address, Model model, HttpServletResponse response) {
		this.application.leave(address);
		return done("%s has left, and its variables are freed.".formatted(address), model, response);
	}

	@DeleteMapping(path = "/stations/{address}", params = "goodbye=false")
	String vanish(@PathVariable String address, Model model, HttpServletResponse response) {
		this.application.vanish(address);
		return done("%s has vanished; its variables are freed once it is collected.".formatted(address), model,
				response);
	}

	@DeleteMapping("/connections")
	String evict(Model model, HttpServletResponse response) {
		return done("The pool closes its %s; their variables are freed as parent_destroyed."
			.formatted(Dashboard.count(this.application.evict(), "connection")), model, response);
	}

	@PostMapping("/uses/{useCase}")
	String perform(@PathVariable UseCase useCase, Model model, HttpServletResponse response) {
		return outcome(this.useCases.perform(useCase), model, response);
	}

	@PostMapping("/uses/goodbye")
	String goodbye(@RequestParam String address, Model model, HttpServletResponse response) {
		return outcome(this.useCases.goodbye(address), model, response);
	}

	@ExceptionHandler
	String refused(RefusedException ex, Model model, HttpServletResponse response) {
		response.setStatus((ex.status() == RefusedException.GONE) ? HttpStatus.BAD_GATEWAY.value() : ex.status());
		response.setHeader("HX-Retarget", "#notice");
		model.addAttribute("error", ex.getMessage());
		return NOTICE;
	}

	private String done(String notice, Model model, HttpServletResponse response) {
		changed(response);
		model.addAttribute("notice", notice);
		return NOTICE;
	}

	private String outcome(Outcome outcome, Model model, HttpServletResponse response) {
		changed(response);
		model.addAttribute("outcome", outcome);
		return OUTCOME;
	}

	private void changed(HttpServletResponse response) {
		this.recorder.record();
		response.setHeader("HX-Trigger", "changed");
	}

}
