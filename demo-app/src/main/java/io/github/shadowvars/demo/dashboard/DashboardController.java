package io.github.shadowvars.demo.dashboard;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/**
 * The page, and the parts that it reloads.
 */
@Controller
class DashboardController {

	private final Recorder recorder;

	DashboardController(Recorder recorder) {
		this.recorder = recorder;
	}

	@GetMapping("/")
	String page(Model model) {
		model.addAttribute("dashboard", this.recorder.dashboard());
		model.addAttribute("useCases", UseCase.values());
		return "dashboard";
	}

	@GetMapping("/dashboard/shadows")
	String shadows(Model model) {
		model.addAttribute("dashboard", this.recorder.dashboard());
		return "fragments :: shadows";
	}

	@GetMapping("/dashboard/stations")
	String stations(Model model) {
		model.addAttribute("dashboard", this.recorder.dashboard());
		return "fragments :: stations";
	}

}
