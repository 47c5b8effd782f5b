package io.github.shadowvars.demo.signal;

import java.util.Locale;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts the leak while the demo runs, and fixes it.
 */
@RestController
@RequestMapping("/leak")
class LeakController {

	private final SignalMonitor monitor;

	LeakController(SignalMonitor monitor) {
		this.monitor = monitor;
	}

	@GetMapping
	LeakView show() {
		return new LeakView(this.monitor.leak().name().toLowerCase(Locale.ROOT));
	}

	@PostMapping("/start")
	LeakView start() {
		this.monitor.use(SignalMonitor.LEAKING);
		return show();
	}

	@PostMapping("/fix")
	LeakView fix() {
		this.monitor.use(SignalMonitor.FIXED);
		return show();
	}

	/**
	 * The state of the leak in HTTP answers.
	 *
	 * @param state {@code off}, {@code leaking} or {@code fixed}
	 */
	record LeakView(String state) {
	}

}
