"""What other tools read: test reports (JUnit, Allure, Squash TM), the register of anomalies and the calendar."""
